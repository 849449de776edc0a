/** A tracked file, folder or socket: what it is, and whether it is still the one that was tracked. */
import { type BigIntStats, lstatSync } from 'node:fs';
import type { Kind, Resource } from './messages.js';

/** Never through a symbolic link; `undefined` where nothing is there. */
export function readStats(path: string | Buffer): BigIntStats | undefined {
	return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** `undefined` for what we do not track: links, pipes, devices. */
export function kindOf(stats: BigIntStats): Kind | undefined {
	if (stats.isFile()) return 'file';
	if (stats.isDirectory()) return 'folder';
	return stats.isSocket() ? 'socket' : undefined;
}

/** The number of a file may be given to the next one at once; the time of its birth tells them apart. */
export function idOf({ dev, ino, birthtimeNs }: BigIntStats): string {
	return `${dev}:${ino}:${birthtimeNs}`;
}

/**
 * What did not exist when it was tracked, and what may be replaced, is ours if it is of the kind that was
 * announced and belongs to our user.
 */
export function isTracked(
	stats: BigIntStats,
	{ kind, id, replaceable }: Omit<Resource, 'path'>,
): boolean {
	if (kindOf(stats) !== kind) return false;
	if (id !== undefined && !replaceable) return idOf(stats) === id;
	return Number(stats.uid) === (process.geteuid?.() ?? Number(stats.uid));
}
