/** A process, exactly, and signals that reach no other one. */

import { errorCode, isWindows, kill } from '../runtime/system.js';
import { readSelf, readStat, stillSeesUs } from './proc.js';
import { hasEnded } from './stat.js';

/** A pid alone may be reused. */
export interface ProcessIdentity {
	/** The pid, which may be used again by another process. */
	pid: number;
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere; 0 where it is not known. */
	start: number;
}

/** For sets of them. */
export function toKey({ pid, start }: ProcessIdentity): string {
	return `${pid}:${start}`;
}

/** Two readings of a start time differ by the clocks that they go through; ticks are exact. */
export const TOLERANCE = process.platform === 'linux' ? 0 : 2000;

const isLinux = process.platform === 'linux';

/** The start time of whoever has that pid now; `undefined` where it cannot be told at once. */
export function identify(pid: number): number | undefined {
	return isLinux ? readStat(pid)?.start : undefined;
}

/** Never where one of the two is not known. */
export function isSameStart(a: number, b: number): boolean {
	return a !== 0 && b !== 0 && Math.abs(a - b) <= TOLERANCE;
}

/**
 * Signals a process if it is still that one; false if it is gone, somebody else's, or cannot be told. On
 * Linux its start time is read right before. Elsewhere that would take a program, so the identity must
 * come from a table that was read just now. A stopped process gets its SIGTERM only once it goes on, so
 * a SIGCONT follows: https://man7.org/linux/man-pages/man7/signal.7.html
 */
export function signalProcess({ pid, start }: ProcessIdentity, signal: NodeJS.Signals): boolean {
	if (pid <= 1 || start === 0 || !Number.isSafeInteger(pid)) return false;
	if (isLinux) {
		const stat = readStat(pid);
		if (!stat || stat.start !== start || hasEnded(stat) || !stillSeesUs()) return false;
	}
	return send(pid, signal);
}

/**
 * Signals all members of a process group. As long as it has one, nobody else gets its number (`alloc_pid`
 * in kernel/pid.c; POSIX says so of all systems), but whether it is still that group the caller must know.
 */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
	return leader > 1 && !isWindows && send(-leader, signal);
}

/** Whether the group has a member; EPERM is one too, of another user (kill(2)). */
export function hasGroup(leader: number): boolean {
	if (leader <= 1 || isWindows) return false;
	try {
		kill(-leader, 0);
		return true;
	} catch (error) {
		return errorCode(error) === 'EPERM';
	}
}

/** Whether start times can be told at once. */
export function canIdentify(): boolean {
	return isLinux && readSelf().hasProc;
}

function send(pid: number, signal: NodeJS.Signals): boolean {
	try {
		kill(pid, signal);
		if (GENTLE.has(signal) && !isWindows) kill(pid, 'SIGCONT');
		return true;
	} catch {
		// It has ended by itself, or is another user's.
		return false;
	}
}

const GENTLE = new Set<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP']);
