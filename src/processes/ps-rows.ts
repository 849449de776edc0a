/** The process table of systems without `/proc`: ps-list, groups and states from `ps`, start times from pidusage. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { debug } from '../runtime/diagnostics.js';
import { isWindows } from '../runtime/system.js';
import { type ProcessIdentity, TOLERANCE } from './identity.js';
import { collectDescendants } from './proc-table.js';
import type { TableRow } from './snapshot.js';
import { listProcesses } from './table.js';
import { readUsage } from './usage.js';

/** `undefined` where it cannot be read. */
export async function readPsRows(
	roots: readonly ProcessIdentity[],
): Promise<TableRow[] | undefined> {
	const [processes, groups] = await Promise.all([listProcesses(), readGroups()]);
	const rows = processes?.map(({ pid, ppid, startTime = 0 }): TableRow => {
		const { pgrp, hasEnded = false } = groups.get(pid) ?? {};
		const unknown = { session: undefined, supervisions: [], reaperOf: undefined };
		return { pid, ppid, pgrp, start: startTime, hasEnded, ...unknown };
	});
	if (rows && isWindows) await addStarts(rows, roots);
	return rows;
}

interface GroupRow {
	pgrp: number;
	/** A zombie: `ps` marks it with Z in its state. https://man.freebsd.org/cgi/man.cgi?ps(1) */
	hasEnded: boolean;
}

/** What ps-list does not tell, by pid; empty where there is no `ps`, or it does not answer. */
async function readGroups(): Promise<Map<number, GroupRow>> {
	const groups = new Map<number, GroupRow>();
	if (isWindows) return groups;
	try {
		const options = {
			encoding: 'utf8',
			maxBuffer: 64e6,
			timeout: 5000,
			killSignal: 'SIGKILL',
		} as const;
		const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,pgid=,stat='], options);
		for (const line of stdout.split('\n')) {
			const [pid, pgrp, state] = line.trim().split(/\s+/);
			if (!state) continue;
			groups.set(Number(pid), { pgrp: Number(pgrp), hasEnded: state.startsWith('Z') });
		}
	} catch (error) {
		debug('ps failed: %s', (error as Error).message);
	}
	return groups;
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
