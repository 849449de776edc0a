/** Whose end is the program's end: our parent, or those named. Found before the program is started. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isOff } from '../../environment.js';
import { readSelf, readStat } from '../../processes/proc.js';
import { EXIT } from '../common/exit-codes.js';
import { CommandFailure } from '../common/failure.js';

export interface Parents {
	/** Ours, when we looked. */
	ppid: number;
	pids: readonly number[];
	/** By `--pid`. */
	areNamed: boolean;
}

/** @throws CommandFailure for one of `named` that is not there */
export function findParents(named: readonly number[]): Parents {
	const { env, ppid } = process;
	for (const pid of named) assertThere(pid);
	if (named.length > 0) return { ppid, pids: named, areNamed: true };
	return { ppid, pids: isOff(env) ? [] : [ppid, ...listAboveShells(ppid)], areNamed: false };
}

/**
 * `npm run` and the like start a command by `sh -c`, and that shell outlives them when they are killed:
 * so who has started such a shell counts as well, unless it is in another session.
 */
function listAboveShells(ppid: number): number[] {
	const pids: number[] = [];
	for (let pid = ppid; isShellWithCommand(pid); ) {
		pid = readStat(pid)?.ppid ?? 0;
		if (pid <= 1 || readStat(pid)?.session !== readSelf().session) break;
		pids.push(pid);
	}
	return pids;
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
