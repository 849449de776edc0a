/** What detection hands to the shutdown: who noticed the parent's end, and when. */

/**
 * What pushed the suspicion: the look when the watch starts, a poll tick, the IPC channel closing, the
 * end of stdin or of the lifeline, a write to stdout or stderr that nobody reads any more, or the guard
 * thread.
 */
export type Source = 'load' | 'poll' | 'ipc' | 'lifeline' | 'stdin' | 'epipe' | 'guard';

/** How the parent was found to be gone. Times are ms since the epoch. */
export interface Verdict {
	parentPid: number | undefined;
	detectedBy: Source;
	suspectedAt: number;
	decidedAt: number;
}
