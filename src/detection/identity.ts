import { errorCode, kill, pid as ownPid, readFileSync, readlinkSync } from '../system.js';

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

let self: OwnIdentity | undefined;
/** Whether the last file could not be read for want of a descriptor: it may be readable later. */
let lacksDescriptor = false;

/** On Linux all that tells of other processes reads `/proc`: `ps` and pidusage as well. */
export function canSeeOthers(): boolean {
	return process.platform !== 'linux' || readSelf().hasProc;
}

/** Who we are. A `/proc` of another pid namespace names us by another pid, and is of no use. */
export function readSelf(): OwnIdentity {
	if (self) return self;
	const stat = process.platform === 'linux' ? readStat('self') : undefined;
	const hasProc = stat !== undefined && stat.pid === process.pid;
	const identity = {
		start: stat?.start ?? guessStart(),
		session: hasProc ? stat.session : undefined,
		leadsSession: stat && stat.pid === stat.session,
		hasProc,
	};
	if (stat || !lacksDescriptor) self = identity;
	return identity;
}

function guessStart(): number {
	return process.platform === 'linux' ? 0 : Math.round(Date.now() - process.uptime() * 1e3);
}

/** `undefined` where the process, `/proc` or the permission is missing, or `/proc` means other processes. */
export function readStat(pid: number | 'self'): ProcessStat | undefined {
	if (pid !== 'self' && !readSelf().hasProc) return undefined;
	lacksDescriptor = false;
	try {
		return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch (error) {
		lacksDescriptor = ['EMFILE', 'ENFILE'].includes(errorCode(error) ?? '');
		return undefined;
	}
}

/**
 * Whether a process that we may signal is a zombie, asked without any descriptor: it has no folder any more
 * (`exit_fs` in kernel/exit.c). Nor has one that lives though its leader thread has exited.
 */
export function hasNoFolder(pid: number): boolean {
	try {
		kill(pid, 0);
		if (readlinkSync('/proc/self') !== String(ownPid)) return false;
	} catch {
		return false;
	}
	try {
		readlinkSync(`/proc/${pid}/cwd`);
		return false;
	} catch (error) {
		return errorCode(error) === 'ENOENT';
	}
}

/** The name in brackets may itself hold spaces and brackets: the fields start after the last one. */
export function parseStat(line: string): ProcessStat | undefined {
	const bracket = line.lastIndexOf(')');
	const fields = line.slice(bracket + 2).split(' ', 20);
	if (bracket < 0 || fields.length < 20) return undefined;
	return {
		pid: Number.parseInt(line, 10),
		state: fields[0] as string,
		ppid: Number(fields[1]),
		pgrp: Number(fields[2]),
		session: Number(fields[3]),
		flags: Number(fields[6]),
		threads: Number(fields[17]),
		start: Number(fields[19]),
	};
}

/**
 * A zombie has ended and waits to be reaped. A process whose leader thread has exited shows Z too, but
 * counts 2 or more threads while others live.
 */
export function hasEnded({ state, threads }: Pick<ProcessStat, 'state' | 'threads'>): boolean {
	return state === 'X' || state === 'x' || (state === 'Z' && threads <= 1);
}
