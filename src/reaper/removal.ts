/** Removes what was tracked, and nothing else, though others may move folders and links meanwhile. */
import { fstatSync, readlinkSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Resource } from './messages.js';
import { canPin, inFolder, list, readMount } from './pinned-folder.js';
import { removeByPath } from './removal-by-path.js';
import { isTracked, readStats } from './resource.js';
import { explainDanger } from './unsafe-path.js';

/** Each level holds a descriptor, of which a process has 1,024 or so. What is deeper is moved up first. */
const MAX_DEPTH = 100;
const MAX_ROUNDS = 1000;

/** Returns whether it is gone. Somebody else's file at that path, or another one, is left alone. */
export function removeResource(resource: Resource): boolean {
	const { path, kind } = resource;
	try {
		if (explainDanger(path, kind) !== undefined) return false;
		return canPin() ? removePinned(resource) : removeByPath(resource);
	} catch {
		// It is gone by now, or we may not.
		return false;
	}
}

function removePinned(resource: Resource): boolean {
	const { path, kind } = resource;
	return inFolder(dirname(path), (parent) => {
		// A folder above may have become a link since, and lead elsewhere.
		if (readlinkSync(parent) !== dirname(path)) return false;
		const entry = Buffer.from(`${parent}/${basename(path)}`);
		const stats = readStats(entry);
		if (!stats || !isTracked(stats, resource)) return false;
		if (kind !== 'folder') {
			unlinkSync(entry);
			return true;
		}
		inFolder(entry, (folder) => {
			const open = fstatSync(Number(basename(folder)), { bigint: true });
			if (open.dev === stats.dev && open.ino === stats.ino) empty(folder, folder, 0);
		});
		rmdirSync(entry);
		return true;
	});
}

/** Links are removed, not followed; what is mounted stays. One failure costs no other file. */
function empty(folder: string, top: string, depth: number): void {
	const mount = readMount(folder);
	const removeAll = () => {
		const entries = list(folder).map((name) => Buffer.concat([Buffer.from(`${folder}/`), name]));
		return entries.filter((entry) => remove(entry, mount, top, depth)).length > 0;
	};
	// What is moved up from below comes after the first look. Who adds files all the time is left.
	for (let round = 0; removeAll() && folder === top && round < MAX_ROUNDS; round++);
}

/** Returns whether it is not there any more. */
function remove(entry: Buffer, mount: string | undefined, top: string, depth: number): boolean {
	try {
		if (!readStats(entry)?.isDirectory()) unlinkSync(entry);
		else if (depth >= MAX_DEPTH) renameSync(entry, `${top}/${process.hrtime().join('-')}`);
		else {
			inFolder(entry, (inner) => {
				if (readMount(inner) === mount) empty(inner, top, depth + 1);
			});
			rmdirSync(entry);
		}
		return true;
	} catch {
		// It is gone by now, it is mounted (EBUSY), or we may not.
		return false;
	}
}
