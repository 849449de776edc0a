/** What the watch takes from the process when it is loaded. */
import { captured } from '../preload/state.js';

export { errorCode, isDisconnected, isMainThread, isWindows, readPpid } from '../preload/state.js';

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
	setTimeout,
	clearTimeout,
	setInterval,
	clearInterval,
	setImmediate,
	clearImmediate,
	queueMicrotask,
	env,
	pid,
	kill,
} = captured;
// Typed, so that the compiler knows that nothing comes after them.
export const exit: typeof process.exit = captured.exit;
export const reallyExit: typeof process.exit = captured.reallyExit;

const { hrtime, readClock } = captured;
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
