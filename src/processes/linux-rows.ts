/** The process table out of `/proc`, read a little at a time. */
import { CHILD, REAPER } from '../environment.js';
import { inSlices } from '../runtime/slices.js';
import { readEnviron, readVariable } from './environ.js';
import { canIdentify, type ProcessIdentity, toKey } from './identity.js';
import { readStat, stillSeesUs } from './proc.js';
import { listPids } from './proc-table.js';
import type { TableRow } from './snapshot.js';
import { hasEnded } from './stat.js';

export interface SnapshotWish {
	/** Whose descendants will be asked for. */
	roots: readonly ProcessIdentity[];
	/** Whether nobody else matters. */
	isAlone: boolean;
	/** The start of the oldest one whose environment matters. */
	since: number;
	/** Those of whom all else is known already, by `toKey()`. */
	known: ReadonlySet<string>;
}

/** `undefined` where `/proc` cannot be read now: no descriptor is left, or it tells of others than before. */
export async function readLinuxRows({
	roots,
	isAlone,
	since,
	known,
}: SnapshotWish): Promise<TableRow[] | undefined> {
	if (!canIdentify()) return [];
	const pids = isAlone ? roots.map(({ pid }) => pid) : listPids();
	if (!pids) return undefined;
	const rows: TableRow[] = [];
	await inSlices(pids, (pid) => {
		const stat = readStat(pid);
		if (!stat) return;
		const isNew = !isAlone && stat.start >= since && !known.has(toKey(stat));
		const environ = isNew ? readEnviron(pid) : '';
		const supervisions = readVariable(environ, CHILD)?.split(',') ?? [];
		const reaperOf = readVariable(environ, REAPER);
		rows.push({ ...stat, hasEnded: hasEnded(stat), supervisions, reaperOf });
	});
	return stillSeesUs() ? rows : undefined;
}
