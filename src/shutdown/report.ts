import { now, round } from '../runtime/clock.js';
import { textOf } from '../runtime/errors.js';
import type { HookResult } from './hook.js';
import type { ShutdownReason } from './reason.js';

/** The one line of JSON that the `report` option appends when the process ends. */
export interface Report {
	/** When the process ended, in ISO 8601. */
	time: string;
	/** The process that ended. */
	pid: number;
	/** The file that it ran. */
	program: string;
	/** With the option `reportArgv` only: arguments may hold secrets. */
	argv?: readonly string[];
	/** Why it ended. */
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
	/** When the shutdown started, in ms since the epoch. */
	startedAt: number;
	/** How long the shutdown took, in ms. */
	duration: number;
	/** What became of each hook. */
	hooks: { name: string; priority: number; outcome: string; ms: number; error?: string }[];
	/** How the process was ended: `exit 129`, `SIGTERM`, `SIGTERM handed to the program` or `SIGKILL by the guard`. */
	end: string;
	/** What still kept the process alive, by kind: `Timeout`, `TCPServerWrap`, `ProcessWrap` ... */
	resources: readonly string[];
	/** Stacks of JavaScript that blocked the main thread and was terminated by the guard. */
	stuck?: readonly string[];
	/** Errors that nobody caught while the hooks ran, or that began it (`uncaught`). */
	errors?: readonly string[];
}

/** What a shutdown has to say at its end. */
export interface Story {
	reason: ShutdownReason;
	hooks: readonly HookResult[];
	end: string;
	stuck: readonly string[];
	errors: readonly string[];
}

export function createReport(
	{ reason, hooks, end, stuck, errors }: Story,
	argv: readonly string[] | undefined,
): Report {
	const { startedAt } = reason;
	const endedAt = now();
	return {
		time: new Date(endedAt).toISOString(),
		pid: process.pid,
		program: readProgram(),
		...(argv ? { argv } : {}),
		reason: describeReason(reason),
		startedAt: round(startedAt),
		duration: round(endedAt - startedAt),
		hooks: hooks.map(({ error, ...hook }) => ({
			...hook,
			...(error === undefined ? {} : { error: textOf(error) }),
		})),
		end,
		resources: process.getActiveResourcesInfo(),
		...(stuck.length > 0 ? { stuck } : {}),
		...(errors.length > 0 ? { errors } : {}),
	};
}

/** With `--eval` what comes next is an argument already. */
export function readProgram(): string {
	const { _eval: isEval } = process as { _eval?: unknown };
	return isEval === undefined ? String(process.argv[1] ?? process.execPath) : process.execPath;
}

/** The reason as plain data; it is an error elsewhere. */
export function describeReason(reason: ShutdownReason): Report['reason'] {
	const { type, message, parentPid, detectedBy, signal, exitCode } = reason;
	const [suspectedAt, decidedAt] = [
		roundIfKnown(reason.suspectedAt),
		roundIfKnown(reason.decidedAt),
	];
	return { type, message, parentPid, detectedBy, signal, exitCode, suspectedAt, decidedAt };
}

function roundIfKnown(ms: number | undefined): number | undefined {
	return ms === undefined ? undefined : round(ms);
}
