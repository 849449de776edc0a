/** What a process that is suspected to end says of itself, read in as little time as possible. */
import { closeSync, openSync, readdirSync, readSync } from '../runtime/system.js';
import { type ProcessStat, parseStat } from './stat.js';

const PF_EXITING = 0x4;

/**
 * Whether each of its threads is exiting. None of them ever comes back, but it takes a while until the
 * children are told: exit_signals(), exit_files(), exit_notify() in `do_exit` (kernel/exit.c).
 */
export function isEnding({
	pid,
	flags,
	threads,
}: Pick<ProcessStat, 'pid' | 'flags' | 'threads'>): boolean {
	if ((flags & PF_EXITING) === 0) return false;
	if (threads === 1) return true;
	try {
		const ids = readdirSync(`/proc/${pid}/task`);
		const others = ids.filter((id) => id !== `${pid}`);
		return others.every((id) => isThreadEnding(pid, id, threads)) && ids.length === threads;
	} catch {
		return false;
	}
}

/** One that was started since they were listed is not among them, but counted. */
function isThreadEnding(pid: number, id: string, threads: number): boolean {
	const stat = readQuickly(`${pid}/task/${id}`);
	return stat?.threads === threads && (stat.flags & PF_EXITING) !== 0;
}

const buffer = Buffer.allocUnsafeSlow(1024);

/**
 * `readFileSync()` takes twice as long when it was not called for a while; at the start, where it is
 * what node itself has just called, it is the faster one.
 */
export function readQuickly(path: string | number): ProcessStat | undefined {
	try {
		const descriptor = openSync(`/proc/${path}/stat`, 'r');
		try {
			const length = readSync(descriptor, buffer, 0, buffer.length, 0);
			return parseStat(buffer.toString('latin1', 0, length));
		} finally {
			closeSync(descriptor);
		}
	} catch {
		return undefined;
	}
}
