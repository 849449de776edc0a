import { readdirSync, readFileSync } from '../system.js';
import { readSelf } from './identity.js';

/** PF_EXITING in include/linux/sched.h: a thread that has it runs no code of its program any more. */
const EXITING = 0x4;

/**
 * Whether a process is past return, though it still counts as the parent of its children: it closes its
 * files first, and that may take it seconds, with a large core dump or many descriptors (`do_exit` in
 * kernel/exit.c). All of its threads have to be on their way: where only the leader has exited, it lives.
 */
export function isDying(pid: number): boolean {
	if (pid === 0 || !readSelf().hasProc) return false;
	try {
		const threads = readdirSync(`/proc/${pid}/task`);
		return threads.every((thread) => isExiting(`/proc/${pid}/task/${thread}/stat`));
	} catch {
		// Another thread has ended meanwhile, or we may not look; or it is gone, which the probes tell.
		return false;
	}
}

/** The flags are field 9: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function isExiting(path: string): boolean {
	const line = readFileSync(path, 'latin1');
	const flags = Number(line.slice(line.lastIndexOf(')') + 2).split(' ')[6]);
	return (flags & EXITING) !== 0;
}
