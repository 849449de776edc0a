/** What `/proc` says of us and of others, where it numbers processes as we do. */
import { errorCode, kill, pid as ourPid, readlinkSync } from '../runtime/system.js';
import { type ProcessStat, readStatFile } from './stat.js';

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

/** Who we are. A `/proc` of another pid namespace names us by another pid, and is of no use. */
export function readSelf(): OwnIdentity {
	if (self) return self;
	const stat = process.platform === 'linux' ? tryReadStat('self') : undefined;
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

/** `undefined` where the process, `/proc` or the permission is missing, or `/proc` means other processes. */
export function readStat(pid: number | 'self'): ProcessStat | undefined {
	return readSelf().hasProc ? tryReadStat(pid) : undefined;
}

/**
 * Whether `/proc` still numbers processes as we do. A program may unmount it, or mount that of another pid
 * namespace over it, at any time: so this is asked before anybody is signalled or taken for gone by it.
 */
export function stillSeesUs(): boolean {
	const stat = readStat('self');
	return stat !== undefined && stat.pid === ourPid && stat.start === readSelf().start;
}

/** On Linux all that tells of other processes reads `/proc`: `ps` and pidusage as well. */
export function canSeeOthers(): boolean {
	return process.platform !== 'linux' || readSelf().hasProc;
}

/**
 * Whether a process that we may signal is a zombie, asked without any descriptor: it has no folder any more
 * (`exit_fs` in kernel/exit.c). Nor has one that lives though its leader thread has exited.
 */
export function hasNoFolder(pid: number): boolean {
	try {
		kill(pid, 0);
		if (readlinkSync('/proc/self') !== String(ourPid)) return false;
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

/** A pid means nothing in another pid namespace, a start time nothing in another time namespace. */
export function readNamespaces(): string {
	// We stay in ours: what Node cannot call could change that.
	namespaces ??= `${readNamespace('pid')}:${readNamespace('time')}`;
	return namespaces;
}

let namespaces: string | undefined;

function tryReadStat(pid: number | 'self'): ProcessStat | undefined {
	lacksDescriptor = false;
	try {
		return readStatFile(pid);
	} catch (error) {
		lacksDescriptor = ['EMFILE', 'ENFILE'].includes(errorCode(error) ?? '');
		return undefined;
	}
}

function guessStart(): number {
	return process.platform === 'linux' ? 0 : Math.round(Date.now() - process.uptime() * 1e3);
}

function readNamespace(kind: string): string {
	try {
		// "pid:[4026531836]"
		return readlinkSync(`/proc/self/ns/${kind}`).slice(kind.length + 2, -1);
	} catch {
		return '';
	}
}
