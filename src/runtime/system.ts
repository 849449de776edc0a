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

/** The real environment, whatever `process.env` is replaced by. A program may redefine the pid, too. */
export const { env, pid, hrtime } = process;
export const readClock = Date.now;
export const kill = process.kill.bind(process);
export const exit: typeof process.exit = process.exit.bind(process) as typeof process.exit;
/** Undocumented, but what `process.exit()` itself ends with; it runs no 'exit' listener. */
export const reallyExit: typeof process.exit = (
	process as unknown as { reallyExit: typeof process.exit }
).reallyExit.bind(process) as typeof process.exit;

/** `undefined` where the program has replaced it by a getter that throws. */
export function readPpid(): number | undefined {
	try {
		return process.ppid;
	} catch {
		return undefined;
	}
}

/** Bun says `connected: false` where there was no channel either; Node and Deno say `undefined` then. */
const hadChannel = !process.versions.bun || typeof process.send === 'function';

/** Whether there was an IPC channel that is closed by now. */
export function isDisconnected(): boolean {
	try {
		return hadChannel && process.connected === false;
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

export function errorCode(error: unknown): string | undefined {
	return (error as NodeJS.ErrnoException | undefined)?.code;
}
