/** The reaper may do what its supervisor still may do, and no more. */
import { readFileSync } from 'node:fs';
import { readSelf, readStat } from '../processes/proc.js';

interface Credentials {
	/** Real, effective and saved: https://man7.org/linux/man-pages/man7/credentials.7.html */
	uids: readonly number[];
	gid: number;
	groups: readonly number[];
}

let hasFollowed = false;

/**
 * Becomes the user that the supervisor (`<pid>:<start>`) has become with `process.setuid()`, for good.
 * Returns whether what it says may be believed: false where it is gone, and may have had fewer rights than
 * we by then. One that was killed while we started has had no time to give up any.
 */
export function followCredentials(supervisor: string): boolean {
	// Without `/proc` nobody tells who it is by now.
	if (process.geteuid?.() !== 0 || !readSelf().hasProc) return true;
	const [pid, start] = supervisor.split(':').map(Number);
	const credentials = pid === undefined ? undefined : readCredentials(pid);
	if (!credentials || pid === undefined || readStat(pid)?.start !== start) return !hasFollowed;
	hasFollowed = true;
	// One that may become root again (`process.seteuid()`) still is.
	if (credentials.uids.includes(0)) return true;
	try {
		process.setgroups?.([...credentials.groups]);
		process.setgid?.(credentials.gid);
		process.setuid?.(credentials.uids[1] as number);
		return true;
	} catch {
		return false;
	}
}

/** `undefined` where it is gone, or there is no `/proc`. */
function readCredentials(pid: number): Credentials | undefined {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'latin1');
		const read = (name: string) => {
			const line = new RegExp(`^${name}:(.*)$`, 'm').exec(status)?.[1] ?? '';
			return line.trim().split(/\s+/).filter(Boolean).map(Number);
		};
		const [uids, gids] = [read('Uid'), read('Gid')];
		const gid = gids[1];
		if (uids.length !== 4 || gid === undefined) return undefined;
		return { uids: uids.slice(0, 3), gid, groups: read('Groups') };
	} catch {
		return undefined;
	}
}
