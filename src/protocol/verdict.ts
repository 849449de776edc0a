/** What detection hands to the shutdown: who noticed the parent's end, and when. */

/**
 * What pushed the suspicion: the look when the watch starts, a poll tick, the IPC channel closing, the
 * end of stdin or of the lifeline, a write to stdout or stderr that nobody reads any more (`epipe`; with the option
 * `uncaught` also the uncaught error of another connection), the guard thread, or the lease of a parent on another machine.
 */
export type Source = 'load' | 'poll' | 'ipc' | 'lifeline' | 'stdin' | 'epipe' | 'guard' | 'lease';

/** It is gone, or has not been in reach for so long that it must be taken for gone. */
export type ParentEnd = 'parent-gone' | 'parent-unreachable';

/** How the parent was found to be gone. Times are ms since the epoch. */
export interface Verdict {
	type: ParentEnd;
	parentPid: number | undefined;
	detectedBy: Source;
	suspectedAt: number;
	decidedAt: number;
}
