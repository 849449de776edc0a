/** `execSync()` and `spawnSync()` block until their child ends, so ending the child unblocks them. */
import { readdirSync } from 'node:fs';
import { readSelf, readStat } from '../detection/identity.js';
import { kill } from '../system.js';

/** Signals our direct children; not those that were started to outlive us, in a session of their own. */
export function signalChildren(signal: 'SIGTERM' | 'SIGKILL'): void {
	for (const pid of findChildren()) {
		try {
			kill(pid, signal);
			// A stopped child gets its SIGTERM only once it goes on.
			if (signal === 'SIGTERM') kill(pid, 'SIGCONT');
		} catch {
			// It has ended by itself, or is another user's.
		}
	}
}

/** A child cannot be reaped, nor its pid reused, while the main thread is blocked in a call that waits. */
function findChildren(): number[] {
	if (!readSelf().hasProc) return [];
	return readdirSync('/proc').flatMap((entry) => {
		const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : undefined;
		const isOurs = stat?.ppid === process.pid && stat.session !== stat.pid;
		return isOurs ? [stat.pid] : [];
	});
}
