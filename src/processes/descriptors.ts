import { readdirSync, readlinkSync } from '../runtime/system.js';

/**
 * What the open descriptors of a process lead to, as Linux names it: a path, `socket:[4711]`;
 * `undefined` where we may not look (another user's), or there is no `/proc`.
 * https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
 */
export function readDescriptors(pid: number): string[] | undefined {
	try {
		return readdirSync(`/proc/${pid}/fd`).flatMap((name) => readLink(`/proc/${pid}/fd/${name}`));
	} catch {
		return undefined;
	}
}

function readLink(path: string): string[] {
	try {
		return [readlinkSync(path)];
	} catch {
		// It has been closed meanwhile.
		return [];
	}
}
