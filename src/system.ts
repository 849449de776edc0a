/**
 * What the watch takes from the process when it is loaded. Programs replace globals afterwards (fake
 * timers, a mocked `Date`, a `process.kill` that throws); none of that may end or keep a process.
 */
import fs = require('node:fs');

export const {
	openSync,
	readSync,
	closeSync,
	readFileSync,
	readdirSync,
	readlinkSync,
	writeSync,
	fstatSync,
	lstatSync,
} = fs;
export const {
	setTimeout,
	clearTimeout,
	setInterval,
	clearInterval,
	setImmediate,
	clearImmediate,
	queueMicrotask,
} = globalThis;

/** The real environment, whatever `process.env` is replaced by. */
export const { env } = process;

/** Taken at load as well: a program may redefine it, and a signal would hit somebody else. */
export const { pid } = process;

export const kill = process.kill.bind(process);
export const exit: typeof process.exit = process.exit.bind(process);

/** Undocumented, but what `process.exit()` itself ends with; it runs no 'exit' listener. */
export const reallyExit: (code?: number | string | null) => never = (
	process as unknown as { reallyExit: (code?: number | string | null) => never }
).reallyExit.bind(process);

/** `undefined` where the program has replaced it by a getter that throws. */
export function readPpid(): number | undefined {
	try {
		return process.ppid;
	} catch {
		return undefined;
	}
}

/** Whether there was an IPC channel that is closed by now. */
export function isDisconnected(): boolean {
	try {
		return process.connected === false;
	} catch {
		return false;
	}
}

export const isWindows = process.platform === 'win32';

/**
 * Node disables a few functions of `process` in worker threads and marks them so. Asking
 * `node:worker_threads` instead would load 27 more built-in modules in every process.
 * https://github.com/nodejs/node/blob/main/lib/internal/process/worker_thread_only.js
 */
export const isMainThread =
	(process.abort as (() => never) & { disabled?: boolean }).disabled !== true;

const { hrtime } = process;
const { now: readClock } = Date;
let origin: number | undefined;

/** Milliseconds since the epoch that never run backwards: the clock when first asked, plus monotonic time. */
export function now(): number {
	return readOrigin() + monotonic();
}

/** When the monotonic clock was 0, in ms since the epoch: for another thread, which may find the clock moved. */
export function readOrigin(): number {
	origin ??= readClock() - monotonic();
	return origin;
}

export function adoptOrigin(value: number): void {
	origin = value;
}

function monotonic(): number {
	const [seconds, nanoseconds] = hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}

/** By the clock that all threads share: seconds and nanoseconds, which no two calls have in common. */
export function readMoment(): string {
	return hrtime().join('.');
}

export function errorCode(error: unknown): string | undefined {
	return (error as NodeJS.ErrnoException | undefined)?.code;
}
