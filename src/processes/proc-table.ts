/** The process table as Linux tells it in `/proc`, and who descends from whom. */

import { readdirSync } from '../runtime/system.js';
import { readSelf, readStat } from './proc.js';
import type { ProcessStat } from './stat.js';

/** All processes that we may see, zombies too, at once; `undefined` where `/proc` is of no use. */
export function readProcTable(): ProcessStat[] | undefined {
	if (!readSelf().hasProc) return undefined;
	return listPids()?.flatMap((pid) => readStat(pid) ?? []);
}

/** `undefined` where `/proc` cannot be read now: no descriptor is left. */
export function listPids(): number[] | undefined {
	try {
		const names = readdirSync('/proc');
		return names.filter((name) => /^\d+$/.test(name)).map(Number);
	} catch {
		return undefined;
	}
}

interface Relation {
	pid: number;
	ppid: number;
	start: number;
}

/**
 * The descendants of `roots` (start times by pid), parents before their children. On Windows a process
 * keeps the pid of a parent that is gone, which may by now be somebody else's: so nobody counts who
 * started before the parent did, but for `tolerance`. Who is not `wanted` is left out with all below.
 */
export function collectDescendants<Row extends Relation>(
	rows: readonly Row[],
	roots: ReadonlyMap<number, number>,
	tolerance = 0,
	wanted: (row: Row) => boolean = () => true,
): Row[] {
	const children = groupBy(rows, ({ ppid }) => ppid);
	return collectBelow((pid) => children.get(pid) ?? [], roots, tolerance, wanted);
}

/** The same with a table that many ask. */
export function collectBelow<Row extends Relation>(
	childrenOf: (pid: number) => readonly Row[],
	roots: ReadonlyMap<number, number>,
	tolerance: number,
	wanted: (row: Row) => boolean,
): Row[] {
	const seen = new Set(roots.keys());
	const queue = [...roots].map(([pid, start]) => ({ pid, start }));
	const found: Row[] = [];
	for (const parent of queue) {
		for (const row of childrenOf(parent.pid)) {
			if (seen.has(row.pid) || row.start + tolerance < parent.start || !wanted(row)) continue;
			seen.add(row.pid);
			queue.push(row);
			found.push(row);
		}
	}
	return found;
}

export function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
	const groups = new Map<Key, Row[]>();
	for (const row of rows) {
		const group = groups.get(keyOf(row));
		if (group) group.push(row);
		else groups.set(keyOf(row), [row]);
	}
	return groups;
}
