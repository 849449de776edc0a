/** The process table as Linux tells it in `/proc`, and who descends from whom. */

import { readdirSync } from '../runtime/system.js';
import { readSelf, readStat } from './proc.js';
import type { ProcessStat } from './stat.js';

/** All processes that we may see, zombies too; `undefined` where `/proc` is of no use. */
export function readProcTable(): ProcessStat[] | undefined {
	if (!readSelf().hasProc) return undefined;
	return listProc()?.flatMap((entry) => {
		const stat = /^\d+$/.test(entry) ? readStat(Number(entry)) : undefined;
		return stat ? [stat] : [];
	});
}

function listProc(): string[] | undefined {
	try {
		return readdirSync('/proc');
	} catch {
		// No descriptor is left.
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
	const children = groupByParent(rows);
	const seen = new Set(roots.keys());
	const queue = [...roots].map(([pid, start]) => ({ pid, start }));
	const found: Row[] = [];
	for (const parent of queue) {
		for (const row of children.get(parent.pid) ?? []) {
			if (seen.has(row.pid) || row.start + tolerance < parent.start || !wanted(row)) continue;
			seen.add(row.pid);
			queue.push(row);
			found.push(row);
		}
	}
	return found;
}

function groupByParent<Row extends Relation>(rows: readonly Row[]): Map<number, Row[]> {
	const children = new Map<number, Row[]>();
	for (const row of rows) {
		const siblings = children.get(row.ppid);
		if (siblings) siblings.push(row);
		else children.set(row.ppid, [row]);
	}
	return children;
}
