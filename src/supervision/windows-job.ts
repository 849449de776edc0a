/**
 * On Windows a child belongs to a job of its parent's, which ends it with the parent and runs no hook of it,
 * unless it is detached. https://github.com/libuv/libuv/blob/v1.x/src/win/process.c
 */
import type { StdioOptions } from 'node:child_process';
import { isWindows } from '../runtime/system.js';

export interface OutsideJob {
	detached?: true;
	windowsHide?: true;
}

/**
 * The options that keep a child outside: one that watches ends by itself, when its lifeline does. One that
 * writes to our console stays in it: detached, it would have none.
 */
export function leaveJob(watches: boolean, entries: Exclude<StdioOptions, string>): OutsideJob {
	if (!isWindows || !watches || entries.slice(0, 3).some(isConsole)) return {};
	return { detached: true, windowsHide: true };
}

function isConsole(entry: Exclude<StdioOptions, string>[number], index: number): boolean {
	const descriptor = entry === 'inherit' ? index : entry;
	if (typeof descriptor !== 'number') return false;
	const { isatty } = require('node:tty') as typeof import('node:tty');
	return isatty(descriptor);
}
