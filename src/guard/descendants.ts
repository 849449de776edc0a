/**
 * `execSync()` and `spawnSync()` block until their child has ended and nobody holds its pipes any more,
 * so ending the child and what it has started unblocks them.
 */

import { readStat } from '../processes/proc.js';
import { collectDescendants, readProcTable } from '../processes/proc-table.js';
import type { ProcessStat } from '../processes/stat.js';
import { monotonic } from '../runtime/clock.js';
import { kill } from '../runtime/system.js';

/** Those that were told, and when; with the start time, because a pid may be reused meanwhile. */
const told = new Map<number, { start: number; at: number }>();

/** SIGTERM to all our descendants; SIGKILL to those that got that `mercy` ms before: they may have hooks. */
export function endDescendants(mercy: number): void {
	const now = monotonic();
	for (const [pid, { start, at }] of told) {
		if (now - at >= mercy && readStat(pid)?.start === start) signal(pid, 'SIGKILL');
	}
	for (const { pid, start } of findDescendants()) {
		if (told.has(pid)) continue;
		told.set(pid, { start, at: now });
		signal(pid, 'SIGTERM');
		// A stopped process gets its SIGTERM only once it goes on.
		signal(pid, 'SIGCONT');
	}
}

/** All of them but those in a session of their own, who were told to outlive us, and their descendants. */
function findDescendants(): ProcessStat[] {
	const us = new Map([[process.pid, 0]]);
	return collectDescendants(readProcTable() ?? [], us, 0, ({ pid, session }) => session !== pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		kill(pid, name);
	} catch {
		// It has ended by itself, or is another user's.
	}
}
