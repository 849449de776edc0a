/**
 * `execSync()` and `spawnSync()` block until their child has ended and nobody holds its pipes any more,
 * so ending the child and what it has started unblocks them.
 */

import { Members } from '../processes/members.js';
import { collectDescendants, readProcTable } from '../processes/proc-table.js';
import type { ProcessStat } from '../processes/stat.js';

const members = new Members();

/** SIGTERM to all our descendants; SIGKILL to those that got that `mercy` ms before: they may have hooks. */
export function endDescendants(mercy: number): void {
	members.kill(mercy);
	for (const one of findDescendants()) members.add(one);
	members.terminate();
}

/** All of them but those in a session of their own, who were told to outlive us, and their descendants. */
function findDescendants(): ProcessStat[] {
	const us = new Map([[process.pid, 0]]);
	return collectDescendants(readProcTable() ?? [], us, 0, ({ pid, session }) => session !== pid);
}
