/** Node changes two things of a process at its start, which a program would inherit: they are put back. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isInPath } from './find-program.js';

/** Commands that run the program with what it would have without us, each by exec(2): the pid stays. */
export function listRestorers(): string[] {
	return [...restoreFileLimit(), ...restoreHangup()];
}

/**
 * Node raises its soft limit of open files to the hard one (`PlatformInit` in src/node.cc), and programs
 * that close all descriptors at their start become slow. Our parent still has what it was.
 */
function restoreFileLimit(): string[] {
	const ours = readFileLimit('self');
	const before = readFileLimit(process.ppid);
	if (!ours || !before || Number(before) >= Number(ours) || !isInPath('prlimit')) return [];
	return ['prlimit', `--nofile=${before}:`, '--'];
}

/** The soft one; `undefined` where there is no `/proc`, or no limit. */
function readFileLimit(pid: number | 'self'): string | undefined {
	try {
		return /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
	} catch {
		return undefined;
	}
}

/** Node handles each signal by default again that was ignored, and only the shell's `_` tells of nohup. */
export function wasStartedByNohup(): boolean {
	return basename(process.env._ ?? '') === 'nohup';
}

function restoreHangup(): string[] {
	return wasStartedByNohup() && isInPath('nohup') ? ['nohup'] : [];
}
