import { readSelf } from '../preload/state.js';

export { hasNoFolder, parseStat, readSelf, readStat } from '../preload/state.js';

/** What a line of `/proc/<pid>/stat` says: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export interface ProcessStat {
	pid: number;
	/** One letter: R, S, D, Z (zombie), T (stopped), X (dead). */
	state: string;
	ppid: number;
	/** Its process group, named by the pid of its leader. */
	pgrp: number;
	session: number;
	/** Of its leader thread: `PF_` in include/linux/sched.h. */
	flags: number;
	threads: number;
	/** Clock ticks since boot: with the pid, the exact identity of a process. */
	start: number;
}

export interface OwnIdentity {
	/** Clock ticks since boot on Linux (0 where unreadable), ms since the epoch elsewhere. */
	start: number;
	/** `undefined` where it could not be read, or is numbered in another pid namespace. */
	session: number | undefined;
	/** Whether we lead a session of our own: somebody told us to outlive our parent. */
	leadsSession: boolean | undefined;
	/** Whether `/proc` is there and numbers processes as we do. */
	hasProc: boolean;
}

/** On Linux all that tells of other processes reads `/proc`: `ps` and pidusage as well. */
export function canSeeOthers(): boolean {
	return process.platform !== 'linux' || readSelf().hasProc;
}

/**
 * A zombie has ended and waits to be reaped. A process whose leader thread has exited shows Z too, but
 * counts 2 or more threads while others live.
 */
export function hasEnded({ state, threads }: Pick<ProcessStat, 'state' | 'threads'>): boolean {
	return state === 'X' || state === 'x' || (state === 'Z' && threads <= 1);
}
