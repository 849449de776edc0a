import type { AnyShared } from '../child/shared-map.js';
import type { SuperviseOptions } from '../supervision/options.js';
import { createSupervisor } from '../supervision/process-supervisor.js';
import type { Supervisor } from '../supervision/supervisor.js';
import { state } from '../watchdog/state.js';

/**
 * A supervisor: it starts children, and whatever ends this process, it leaves none of them behind.
 *
 * In TypeScript, `supervise<Jobs>()` types the shared map, where `Jobs` is a type or an interface with a
 * property for each entry.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`
 */
export function supervise<Shared extends object = AnyShared>(
	options: SuperviseOptions = {},
): Supervisor<Shared> {
	return createSupervisor<Shared>(options, (children) =>
		state.watchdog.shutdown.addDependent(children),
	);
}
