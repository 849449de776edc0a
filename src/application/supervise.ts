import type { SuperviseOptions } from '../supervision/options.js';
import { Supervisor } from '../supervision/supervisor.js';
import { state } from '../watchdog/state.js';

/**
 * A supervisor: it starts children, and whatever ends this process, it leaves none of them behind.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`
 */
export function supervise(options: SuperviseOptions = {}): Supervisor {
	return new Supervisor(options, (children) => state.watchdog.shutdown.addDependents(children));
}
