import fs = require('node:fs');

import { now } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { textOf } from '../runtime/errors.js';
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
	/** How the process was ended: `exit 129`, `SIGTERM`, `SIGTERM handed to the program` or `SIGKILL by the guard`. */
	end: string;
	/** What still kept the process alive, by kind: `Timeout`, `TCPServerWrap`, `ProcessWrap` ... */
	resources: readonly string[];
	/** Stacks of JavaScript that blocked the main thread and was terminated by the guard. */
	stuck?: readonly string[];
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
	stuck: readonly string[],
): void {
	appendReport(path, () => {
		const report = createReport(reason, hooks, end);
		return stuck.length > 0 ? { ...report, stuck } : report;
	});
}

export function appendReport(path: string, create: () => Report): void {
	const { O_APPEND, O_CREAT, O_WRONLY, O_NONBLOCK = 0 } = constants;
	try {
		const line = `${JSON.stringify(create())}\n`;
		const file = openSync(path, O_APPEND | O_CREAT | O_WRONLY | O_NONBLOCK, 0o666);
		try {
			// A disk that fills up takes a part of it first, and tells why with the rest.
			for (let rest = Buffer.from(line); rest.length > 0; )
				rest = rest.subarray(writeSync(file, rest));
		} finally {
			closeSync(file);
		}
	} catch (error) {
		debug('no report: %s', (error as Error).message);
	}
}

function createReport(reason: ShutdownReason, hooks: readonly HookResult[], end: string): Report {
	const { startedAt } = reason;
	const endedAt = now();
	return {
		time: new Date(endedAt).toISOString(),
		pid: process.pid,
		argv: process.argv,
		reason: describeReason(reason),
		startedAt,
		duration: round(endedAt - startedAt),
		hooks: hooks.map(({ error, ms, ...hook }) => ({
			...hook,
			ms: round(ms),
			...(error === undefined ? {} : { error: textOf(error) }),
		})),
		end,
		resources: process.getActiveResourcesInfo(),
	};
}

/** The reason as plain data; it is an error elsewhere. */
export function describeReason(reason: ShutdownReason): Report['reason'] {
	const { type, message, parentPid, detectedBy, signal, exitCode, suspectedAt, decidedAt } = reason;
	return { type, message, parentPid, detectedBy, signal, exitCode, suspectedAt, decidedAt };
}

export function round(ms: number): number {
	return Math.round(ms * 10) / 10;
}
