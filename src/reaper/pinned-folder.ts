/**
 * A folder that is held open: `/proc/self/fd/<n>/name` is `openat(2)` for those who have none. The folder
 * is the one that is open, wherever it has been moved to, and whatever has taken its place.
 */
import { closeSync, constants, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const { O_RDONLY, O_DIRECTORY = 0, O_NOFOLLOW = 0 } = constants;

/** Never through a link in its place. The function gets the path of the open folder. */
export function inFolder<T>(path: string | Buffer, use: (folder: string) => T): T {
	const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	try {
		return use(`/proc/self/fd/${descriptor}`);
	} finally {
		closeSync(descriptor);
	}
}

/** Names need not be UTF-8. */
export function list(folder: string): Buffer[] {
	return readdirSync(folder, { encoding: 'buffer' }) as unknown as Buffer[];
}

/** Bind mounts of the same device differ in it: https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html */
export function readMount(folder: string): string | undefined {
	const information = readFileSync(folder.replace('/fd/', '/fdinfo/'), 'latin1');
	return /^mnt_id:\s*(\d+)/m.exec(information)?.[1];
}

let isPinnable: boolean | undefined;

export function canPin(): boolean {
	isPinnable ??= tryToPin();
	return isPinnable;
}

function tryToPin(): boolean {
	try {
		return inFolder(
			'/',
			(folder) => readlinkSync(folder) === '/' && readMount(folder) !== undefined,
		);
	} catch {
		return false;
	}
}
