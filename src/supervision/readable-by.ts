/** Whether a child will be able to read a file of ours. */
import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { closeSync, openSync } from '../runtime/system.js';

/** Another user or group, as `child_process` takes them; the child is in no other group then. */
export interface ChildUser {
	uid?: number | undefined;
	gid?: number | undefined;
}

const READ = 4;
const SEARCH = 1;

/** By the mode bits alone where the child is another user: what else may allow it counts for nothing. */
export function canBeReadBy({ uid, gid }: ChildUser, file: string): boolean {
	try {
		if (uid === undefined && gid === undefined) return canRead(file);
		const user = {
			uid: uid ?? (process.geteuid?.() as number),
			gid: gid ?? (process.getegid?.() as number),
		};
		// Links on the way are followed, and so have to be there for the child as well.
		return [file, realpathSync(file)].every((path) => isReachable(path, user));
	} catch {
		return false;
	}
}

/** @throws where it cannot be opened */
function canRead(file: string): true {
	closeSync(openSync(file, 'r'));
	return true;
}

function isReachable(file: string, user: Required<ChildUser>): boolean {
	if (!isGranted(file, user, READ)) return false;
	for (let folder = dirname(file); ; folder = dirname(folder)) {
		if (!isGranted(folder, user, SEARCH)) return false;
		if (folder === dirname(folder)) return true;
	}
}

/** https://man7.org/linux/man-pages/man7/path_resolution.7.html: the first class that fits decides. */
function isGranted(path: string, user: Required<ChildUser>, bit: number): boolean {
	if (user.uid === 0) return true;
	const { mode, uid, gid } = statSync(path);
	const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
	return ((mode >> shift) & bit) !== 0;
}
