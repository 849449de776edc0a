import { debug } from '../runtime/diagnostics.js';
import type { SupervisedLease } from './options.js';
import type { StopAll } from './stop-all.js';

/** All that was started under the lease ends with it. */
export function endWithLease(
	{ signal }: SupervisedLease,
	stopAll: StopAll,
	onEnd: () => void,
): void {
	const stop = () => {
		if (!stopAll.hasBegun) stopAll.start({}).catch((error) => debug('lease: %s', error));
		onEnd();
	};
	if (signal.aborted) stop();
	else signal.addEventListener('abort', stop, { once: true });
}
