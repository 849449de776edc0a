import { LEASE_URL, VARIABLES } from '../environment.js';
import type { LeaseSource } from '../protocol/lease-option.js';
import type { ParentEnd } from '../protocol/verdict.js';
import { debug } from '../runtime/diagnostics.js';
import { env } from '../runtime/system.js';
import { describeFailure } from './failure.js';
import { LeaseWatch, type RunningLeaseWatch, type WatchedLease } from './lease-watch.js';
import { openEngine } from './open-engine.js';
import { watchInThread } from './watch-in-thread.js';

/**
 * Watches a lease. An engine of the program is asked here, through its client. One that is an address is asked
 * by a thread of its own: it hears while this one is blocked, and its connections keep no process alive.
 */
export function watchLease(
	{ engine, key, token, ttl = 10_000 }: LeaseSource,
	partition: number | undefined,
	onEnd: (end: ParentEnd) => void,
): RunningLeaseWatch {
	// Our descendants watch us, and need no password.
	delete env[VARIABLES.lease];
	delete env[LEASE_URL];
	const lease: WatchedLease = { key: key as string, token, ttl, partition: partition ?? ttl };
	if (typeof engine !== 'string') return new LeaseWatch(openEngine(engine), lease, onEnd);
	try {
		return watchInThread(engine, lease, onEnd);
	} catch (error) {
		// Worker threads are refused: https://nodejs.org/api/permissions.html
		debug('lease: no thread: %s', describeFailure(error));
		return new LeaseWatch(openEngine(engine), lease, onEnd);
	}
}
