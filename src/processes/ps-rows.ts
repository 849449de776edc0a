/** The process table of systems without `/proc`: ps-list, groups and states from `ps`, start times from pidusage. */
import { isWindows } from '../runtime/system.js';
import { type ProcessIdentity, TOLERANCE } from './identity.js';
import { collectDescendants } from './proc-table.js';
import { type GroupRow, readGroups } from './ps-groups.js';
import type { TableRow } from './snapshot.js';
import { listProcesses } from './table.js';
import { readUsage } from './usage.js';

/** `undefined` where it cannot be read. */
export async function readPsRows(
	roots: readonly ProcessIdentity[],
): Promise<TableRow[] | undefined> {
	const [processes, groups] = await Promise.all([
		listProcesses(),
		isWindows ? new Map<number, GroupRow>() : readGroups(),
	]);
	const rows = processes?.map(({ pid, ppid, startTime = 0 }): TableRow => {
		const { pgrp, hasEnded = false } = groups.get(pid) ?? {};
		const unknown = { session: undefined, supervisions: [], reaperOf: undefined };
		return { pid, ppid, pgrp, start: startTime, hasEnded, ...unknown };
	});
	if (rows && isWindows) await addStarts(rows, roots);
	return rows;
}

/** Only of those that may matter: it takes a program that is slow to start. */
async function addStarts(rows: TableRow[], roots: readonly ProcessIdentity[]): Promise<void> {
	const pids = new Map(roots.map(({ pid }) => [pid, 0]));
	for (const { pid } of collectDescendants(rows, pids, TOLERANCE)) pids.set(pid, 0);
	const usage = await readUsage([...pids.keys()]);
	const at = Date.now();
	for (const row of rows) {
		const elapsed = usage.get(row.pid)?.elapsed;
		if (elapsed !== undefined) row.start = at - elapsed;
	}
}
