/** Whether a process is about to end. */
import { readdirSync } from '../runtime/system.js';
import { type ProcessStat, readStatFile } from './stat.js';

const PF_EXITING = 0x4;

/**
 * Whether each of its threads is exiting. None of them ever comes back, but it takes a while until the
 * children are told: exit_signals(), exit_files(), exit_notify() in `do_exit` (kernel/exit.c).
 */
export function isExiting({
	pid,
	flags,
	threads,
}: Pick<ProcessStat, 'pid' | 'flags' | 'threads'>): boolean {
	if ((flags & PF_EXITING) === 0) return false;
	if (threads === 1) return true;
	try {
		const ids = readdirSync(`/proc/${pid}/task`);
		const others = ids.filter((id) => id !== `${pid}`);
		return others.every((id) => isThreadExiting(pid, id, threads)) && ids.length === threads;
	} catch {
		return false;
	}
}

/** One that was started since they were listed is not among them, but counted. */
function isThreadExiting(pid: number, id: string, threads: number): boolean {
	const stat = readStatFile(`${pid}/task/${id}`);
	return stat?.threads === threads && (stat.flags & PF_EXITING) !== 0;
}
