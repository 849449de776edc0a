import type { Settings } from '../../options.js';
import { attempt } from '../../runtime/attempt.js';
import { debug } from '../../runtime/diagnostics.js';
import type { Detection } from '../detection.js';

/** Returns what stops it; `undefined` where there is none, or it has to be tried again. */
export function startLease(
	detection: Detection,
	{ lease, partition }: Settings,
): (() => void) | undefined {
	if (!lease) return undefined;
	const source = attempt(
		() => require('../../lease/watch-lease.js') as typeof import('../../lease/watch-lease.js'),
		(error) => debug('no lease yet: %s', error.message),
	);
	const watch = source?.watchLease(lease, partition, (end) => detection.conclude('lease', end));
	detection.leaseEnded = watch?.ended;
	return watch && (() => watch.stop());
}
