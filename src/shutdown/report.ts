import fs = require('node:fs');

import { debug } from '../diagnostics.js';
import { textOf } from '../errors.js';
import { now } from '../system.js';
import type { HookResult } from './hook.js';
import type { ShutdownReason } from './reason.js';

const { openSync, writeSync, closeSync, constants } = fs;

/** The one line of JSON that the `report` option appends when the process ends. */
export interface Report {
	/** When the process ended, in ISO 8601. */
	time: string;
	pid: number;
	argv: readonly string[];
	reason: {
		type: string;
		message: string;
		parentPid?: number | undefined;
		detectedBy?: string | undefined;
		signal?: string | undefined;
		exitCode?: number | undefined;
		suspectedAt?: number | undefined;
		decidedAt?: number | undefined;
	};
	/** When the shutdown started, in ms since the epoch, and how long it took, in ms. */
	startedAt: number;
	duration: number;
	hooks: { name: string; priority: number; outcome: string; ms: number; error?: string }[];
	/** How the process was ended: `exit 129`, `SIGTERM` or `SIGTERM handed to the program`. */
	end: string;
}

/**
 * Appends the line with synchronous calls, so that it is there even at the deadline. A report that
 * cannot be written ends nothing and holds nothing up: a FIFO that nobody reads is an error at once.
 */
export function writeReport(
	path: string,
	reason: ShutdownReason,
	hooks: readonly HookResult[],
	end: string,
): void {
	const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK = 0 } = constants;
	try {
		const line = `${JSON.stringify(createReport(reason, hooks, end))}\n`;
		const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o666);
		try {
			writeSync(file, line);
		} finally {
			closeSync(file);
		}
	} catch (error) {
		debug('no report: %s', (error as Error).message);
	}
}

function createReport(reason: ShutdownReason, hooks: readonly HookResult[], end: string): Report {
	const { type, parentPid, detectedBy, signal, exitCode, suspectedAt, decidedAt, startedAt } =
		reason;
	const endedAt = now();
	return {
		time: new Date(endedAt).toISOString(),
		pid: process.pid,
		argv: process.argv,
		reason: {
			type,
			message: reason.message,
			parentPid,
			detectedBy,
			signal,
			exitCode,
			suspectedAt,
			decidedAt,
		},
		startedAt,
		duration: round(endedAt - startedAt),
		hooks: hooks.map(({ error, ms, ...hook }) => ({
			...hook,
			ms: round(ms),
			...(error === undefined ? {} : { error: textOf(error) }),
		})),
		end,
	};
}

function round(ms: number): number {
	return Math.round(ms * 10) / 10;
}
