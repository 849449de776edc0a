import type { ExpectedParent } from '../processes/expected-parent.js';
import type { HeldFile } from '../processes/held-file.js';
import { readSelf, readStat } from '../processes/proc.js';
import { debug } from '../runtime/diagnostics.js';
import { isWindows } from '../runtime/system.js';

/** The identity of a watched parent, and what its probe holds on to. */
export interface Target {
	readonly pid: number;
	/** Clock ticks since boot on Linux, ms since the epoch elsewhere; `undefined` until known. */
	start: number | undefined;
	/** Whether it is our direct parent on a system where `process.ppid` is live (POSIX). */
	readonly direct: boolean;
	/** Never for a direct parent, whom `process.ppid` names exactly. */
	held: HeldFile | undefined;
	/** Set once a tool has told that the pid belongs to another process by now. */
	replaced: boolean;
}

export interface TargetOptions {
	pid: readonly number[];
	ancestors: number;
	detached: boolean;
}

/**
 * Which processes to watch: those named in the options, else the one that said so in the environment,
 * else the direct parent; then the ancestors of that one. `ppid` is our parent as it was when we were
 * loaded.
 */
export function chooseTargets(
	options: TargetOptions,
	expected: ExpectedParent | undefined,
	ppid: number,
): Target[] {
	if (options.pid.length > 0)
		return [...new Set(options.pid)].map((pid) => createTarget(pid, ppid));
	const parent = chooseParent(options, expected, ppid);
	const targets = [parent];
	for (let pid = parent.pid; targets.length < options.ancestors; ) {
		pid = readStat(pid)?.ppid ?? 0;
		if (pid <= 1 || (!options.detached && isElsewhere(readStat(pid)?.session))) break;
		targets.push(createTarget(pid, ppid));
	}
	return targets;
}

function chooseParent(
	{ detached }: TargetOptions,
	expected: ExpectedParent | undefined,
	ppid: number,
): Target {
	if (!expected) return createTarget(ppid, ppid);
	if (!expected.inOurNamespace) {
		debug(
			'pid %d of the environment is of another namespace; watching the direct parent',
			expected.pid,
		);
		return createTarget(ppid, ppid);
	}
	const session = readSession(expected);
	if (!detached && isElsewhere(session)) {
		debug('pid %d is in session %d, not ours; watching the direct parent', expected.pid, session);
		return createTarget(ppid, ppid);
	}
	const target = createTarget(expected.pid, ppid, expected.start || undefined);
	target.replaced = target.direct && isAnotherStart(target);
	if (target.replaced) debug('pid %d has been reused since', target.pid);
	return target;
}

/** Where its pid has been reused since, only the environment still knows the session that it was in. */
function readSession({ pid, start, session }: ExpectedParent): number | undefined {
	const stat = readStat(pid);
	return stat && (start === 0 || stat.start === start) ? stat.session : session;
}

export function createTarget(pid: number, ppid: number, start?: number): Target {
	const direct = !isWindows && pid === ppid;
	return { pid, start, direct, held: undefined, replaced: false };
}

/** Only an exact start time tells: one derived from a clock is compared elsewhere, with tolerance. */
function isAnotherStart({ pid, start }: Target): boolean {
	if (!readSelf().hasProc || start === undefined) return false;
	const stat = readStat(pid);
	return stat !== undefined && stat.start !== start;
}

function isElsewhere(session: number | undefined): boolean {
	const ours = readSelf().session;
	return session !== undefined && ours !== undefined && session !== ours;
}
