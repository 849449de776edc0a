/** Whose end is the program's end: our parent, or those named. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Detection } from '../../detection/detection.js';
import { chooseTargets, createTarget, type Target } from '../../detection/target.js';
import { isOff, readInherited } from '../../environment.js';
import { readOptions } from '../../option-variables.js';
import { defaultSettings } from '../../options.js';
import { parseExpectedParent } from '../../processes/expected-parent.js';
import { readSelf, readStat } from '../../processes/proc.js';
import { warnOnStderr } from '../../runtime/diagnostics.js';
import { Poll } from '../../runtime/poll.js';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';

/**
 * Resolves with the pid of the one that is gone.
 *
 * @throws CommandFailure for one of `pids` that is not there
 */
export function untilParentGone(pids: readonly number[]): Promise<number | undefined> {
	const { env, ppid } = process;
	if (isOff(env) && pids.length === 0) return new Promise(() => {});
	const settings = { ...defaultSettings(false), ...readOptions(env, warnOnStderr) };
	for (const pid of pids) assertThere(pid);
	const targets = pids.length > 0 ? pids.map((pid) => createTarget(pid, ppid)) : listParents(ppid);
	return new Promise((resolve) => {
		const detection = new Detection(({ parentPid }) => {
			resolve(parentPid);
			return true;
		});
		detection.targets = targets;
		new Poll(settings.interval, () => {
			detection.check('poll');
			return false;
		});
		detection.check('load');
	});
}

/** The direct one, those above a shell between us and them, and the one that the environment names. */
function listParents(ppid: number): Target[] {
	const expected = parseExpectedParent(readInherited(process.env), warnOnStderr);
	const [named] = chooseTargets({ pid: [], ancestors: 1, detached: true }, expected, ppid);
	const targets = [createTarget(ppid, ppid), ...listAboveShells(ppid)];
	return named && targets.every(({ pid }) => pid !== named.pid) ? [...targets, named] : targets;
}

/**
 * `npm run` and the like start a command by `sh -c`, and that shell outlives them when they are killed:
 * so who has started such a shell counts as well, unless it is in another session.
 */
function listAboveShells(ppid: number): Target[] {
	const targets: Target[] = [];
	for (let pid = ppid; isShellWithCommand(pid); ) {
		pid = readStat(pid)?.ppid ?? 0;
		if (pid <= 1 || readStat(pid)?.session !== readSelf().session) break;
		targets.push(createTarget(pid, ppid));
	}
	return targets;
}

function isShellWithCommand(pid: number): boolean {
	try {
		const [shell = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
		return SHELL.test(basename(shell)) && args.slice(0, 3).some((arg) => /^-[a-z]*c$/.test(arg));
	} catch {
		return false;
	}
}

const SHELL = /^-?(ba|da|a|z|k|mk)?sh$/;

/** EPERM is somebody: kill(2). */
function assertThere(pid: number): void {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') return;
		throw new CommandFailure(`--pid ${pid}: there is no such process`, EXIT.failed);
	}
}
