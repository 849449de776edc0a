import { debug } from '../diagnostics.js';
import { closeSync, errorCode, kill, openSync, readPpid, readSync } from '../system.js';
import { isEnding, readQuickly } from './ending.js';
import { hasEnded, hasNoFolder, parseStat, readSelf } from './identity.js';
import type { Target } from './target.js';

export type Answer = 'alive' | 'gone' | 'unknown';

/**
 * Asks the system about a target; the first answer wins. `process.kill(pid, 0)` alone would be wrong:
 * it succeeds for zombies and for reused pids.
 */
export function probe(target: Target, isSuspected = false): Answer {
	if (target.replaced) return 'gone';
	const answer = target.direct
		? probeDirectParent(target)
		: (probeDescriptor(target) ?? probeBySignal(target.pid));
	return answer === 'alive' && isSuspected && isDying(target.pid) ? 'gone' : answer;
}

/**
 * Who dies closes its files, and so our channel, before it counts as gone: mostly by less than 0.2 ms, but
 * 660 ms were seen with a core of 1 GB, and seconds with many descriptors (`do_exit` in kernel/exit.c).
 */
function isDying(pid: number): boolean {
	const stat = readSelf().hasProc ? readQuickly(pid) : undefined;
	return stat !== undefined && isEnding(stat);
}

/**
 * Any of them gone means gone; all of them must be known to be alive to count as alive. A suspicion is
 * worth a closer look than a poll tick.
 */
export function probeAll(
	targets: readonly Target[],
	isSuspected = false,
): { answer: Answer; pid: number | undefined } {
	let answer: Answer = 'alive';
	let pid = targets[0]?.pid;
	for (const target of targets) {
		const one = probe(target, isSuspected);
		if (one === 'gone') return { answer: one, pid: target.pid };
		if (one === 'alive' || answer === 'unknown') continue;
		answer = one;
		pid = target.pid;
	}
	return { answer, pid };
}

export function closeTarget(target: Target): void {
	if (target.descriptor === undefined) return;
	const { descriptor } = target;
	target.descriptor = undefined;
	// The program may have closed it, and the number may by now be somebody else's.
	if (belongsTo(target, readDescriptor(descriptor)) || readError === 'ESRCH') closeSync(descriptor);
}

/**
 * The kernel gives an orphan a new parent before its old one can be reaped, so `process.ppid` is exact
 * (`exit_notify` and `forget_original_parent` in kernel/exit.c), unless the program redefined it.
 */
function probeDirectParent({ pid }: Target): Answer {
	const ppid = readPpid();
	if (ppid === pid) {
		const answer = probeBySignal(pid);
		return answer === 'unknown' && pid !== 0 ? 'alive' : answer;
	}
	const { hasProc } = readSelf();
	const trueOne = hasProc ? readQuickly('self')?.ppid : undefined;
	if (trueOne !== undefined) return trueOne === pid ? 'alive' : 'gone';
	if (ppid === 1 || (ppid === 0 && pid !== 0)) return 'gone';
	return hasNoFolder(pid) ? 'gone' : probeBySignal(pid);
}

/**
 * A descriptor held open on `/proc/<pid>/stat` belongs to that very process: once it is reaped, a read
 * is ESRCH (`proc_single_show` in fs/proc/base.c), whatever its pid is used for by then.
 */
function probeDescriptor(target: Target): Answer | undefined {
	if (!readSelf().hasProc) return undefined;
	if (target.descriptor === undefined) return openDescriptor(target);
	const line = readDescriptor(target.descriptor, POLL_LENGTH);
	if (belongsTo(target, line) && !seemsEnded(line)) return 'alive';
	if (belongsTo(target, line)) return answerOf(readDescriptor(target.descriptor));
	if (readError === 'ESRCH') return 'gone';
	debug('the descriptor on pid %d is lost (%s)', target.pid, readError ?? 'it is another file now');
	target.descriptor = undefined;
	return openDescriptor(target);
}

function openDescriptor(target: Target): Answer | undefined {
	try {
		target.descriptor = openSync(`/proc/${target.pid}/stat`, 'r');
	} catch {
		// Gone, hidden (hidepid), or no descriptor left: the signal tells, and the next poll tries again.
		return undefined;
	}
	const line = readDescriptor(target.descriptor);
	const start = line === undefined ? undefined : parseStat(line)?.start;
	if (line === undefined || start === undefined) return readError === 'ESRCH' ? 'gone' : undefined;
	target.start ??= start;
	if (start === target.start) return answerOf(line);
	debug('pid %d has been reused since', target.pid);
	target.replaced = true;
	closeTarget(target);
	return 'gone';
}

/** On the poll path only the state's letter is looked at; the rest is parsed where it matters. */
function seemsEnded(line: string): boolean {
	return 'ZXx'.includes(line[line.lastIndexOf(')') + 2] ?? '');
}

function answerOf(line: string | undefined): Answer {
	const stat = line === undefined ? undefined : parseStat(line);
	if (!stat) return readError === 'ESRCH' ? 'gone' : 'unknown';
	return hasEnded(stat) ? 'gone' : 'alive';
}

function belongsTo({ pid }: Target, line: string | undefined): line is string {
	return line?.startsWith(`${pid} (`) ?? false;
}

/** Enough for pid, name and state; a poll needs no more while the target lives. */
const POLL_LENGTH = 96;
const buffer = Buffer.allocUnsafeSlow(1024);
let readError: string | undefined;

function readDescriptor(descriptor: number, length = buffer.length): string | undefined {
	readError = undefined;
	try {
		return buffer.toString('latin1', 0, readSync(descriptor, buffer, 0, length, 0));
	} catch (error) {
		readError = errorCode(error) ?? 'error';
		return undefined;
	}
}

/** Signal 0 only asks: ESRCH is gone, EPERM is somebody else's live process (kill(2)). */
function probeBySignal(pid: number): Answer {
	// 0 would be our own process group: our parent lives outside our pid namespace.
	if (pid === 0) return 'unknown';
	try {
		kill(pid, 0);
		return 'alive';
	} catch (error) {
		const code = errorCode(error);
		if (code === 'ESRCH') return 'gone';
		return code === 'EPERM' ? 'alive' : 'unknown';
	}
}
