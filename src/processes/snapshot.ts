/** The process table at one moment, with all that the end of a tree needs of it. */

import { isWindows } from '../runtime/system.js';
import { hasVariable, readEnviron } from './environ.js';
import { canIdentify, type ProcessIdentity, TOLERANCE } from './identity.js';
import { readStat } from './proc.js';
import { collectDescendants, readProcTable } from './proc-table.js';
import { readGroups } from './ps-groups.js';
import { hasEnded } from './stat.js';
import { listProcesses } from './table.js';
import { readUsage } from './usage.js';

export interface TableRow extends ProcessIdentity {
	ppid: number;
	/** Process group and session, where the system has and tells them. */
	pgrp: number | undefined;
	session: number | undefined;
	/** A zombie has ended, but its pid is not free yet. */
	hasEnded: boolean;
}

export class Snapshot {
	readonly #rows: Map<number, TableRow>;
	readonly #environs = new Map<number, string>();

	constructor(readonly rows: readonly TableRow[]) {
		this.#rows = new Map(rows.map((row) => [row.pid, row]));
	}

	get(pid: number): TableRow | undefined {
		return this.#rows.get(pid);
	}

	/** Whether the process was started with that variable; never on other systems than Linux. */
	hasVariable({ pid }: ProcessIdentity, name: string, value?: string): boolean {
		if (!canIdentify()) return false;
		const environ = this.#environs.get(pid) ?? readEnviron(pid);
		this.#environs.set(pid, environ);
		return hasVariable(environ, name, value);
	}
}

/**
 * Of all processes, or at least of those with these pids where nobody else matters; `undefined` where
 * the table cannot be read. `roots` are whose descendants will be asked for.
 */
export async function takeSnapshot(
	roots: readonly ProcessIdentity[],
	only?: readonly number[],
): Promise<Snapshot | undefined> {
	const rows = process.platform === 'linux' ? readLinux(only) : await readElsewhere(roots);
	return rows && new Snapshot(rows);
}

function readLinux(only: readonly number[] | undefined): TableRow[] | undefined {
	if (!canIdentify()) return [];
	const stats = only ? only.map((pid) => readStat(pid)) : readProcTable();
	return stats?.flatMap((stat) => (stat ? [{ ...stat, hasEnded: hasEnded(stat) }] : []));
}

/** From ps-list, with groups and states from `ps`; on Windows, with start times from pidusage. */
export async function readElsewhere(
	roots: readonly ProcessIdentity[],
): Promise<TableRow[] | undefined> {
	const [processes, groups] = await Promise.all([listProcesses(), readGroups()]);
	const rows = processes?.map(({ pid, ppid, startTime = 0 }) => {
		const { pgrp, hasEnded = false } = groups.get(pid) ?? {};
		return { pid, ppid, pgrp, session: undefined, start: startTime, hasEnded };
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
