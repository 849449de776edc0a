/** A tracked file, folder or socket: whether it is still the one that was tracked, and its removal. */
import {
	type BigIntStats,
	lstatSync,
	readdirSync,
	realpathSync,
	rmdirSync,
	unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kind, Resource } from './messages.js';
import { explainDanger } from './unsafe-path.js';

/** Never through a symbolic link; `undefined` where nothing is there. */
export function readStats(path: string): BigIntStats | undefined {
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
 * Removes it if it is what was tracked. What did not exist at that time may be removed if it is of the
 * kind that was announced, and ours. Somebody else's file at that path, or another one, is left alone.
 */
export function removeResource({ path, kind, id }: Resource): boolean {
	try {
		if (explainDanger(path, kind) !== undefined) return false;
		// A folder above may have become a link since, and lead elsewhere.
		if (realpathSync(dirname(path)) !== dirname(path)) return false;
		const stats = readStats(path);
		if (!stats || kindOf(stats) !== kind) return false;
		const isOurs = Number(stats.uid) === (process.geteuid?.() ?? Number(stats.uid));
		if (id === undefined ? !isOurs : idOf(stats) !== id) return false;
		if (kind === 'folder') removeFolder(path, stats.dev);
		else unlinkSync(path);
		return true;
	} catch {
		return false;
	}
}

/** Links in it are removed, not followed; what is mounted in it stays. One failure costs no other file. */
function removeFolder(path: string, device: bigint): void {
	for (const name of readdirSync(path)) {
		try {
			const inner = join(path, name);
			const stats = readStats(inner);
			if (!stats?.isDirectory()) unlinkSync(inner);
			else if (stats.dev === device) removeFolder(inner, device);
		} catch {
			// It is gone by now, or we may not.
		}
	}
	rmdirSync(path);
}
