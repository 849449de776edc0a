/** Times in ms that never run backwards, whatever happens to the clock of the system. */
import { hrtime, readClock } from './system.js';

/** The longest timer, in ms: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const MAX_DELAY = 2 ** 31 - 1;

let origin: number | undefined;

/** Milliseconds since the epoch: the clock when first asked, plus monotonic time. */
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

/** Milliseconds of the clock that all threads share. */
export function monotonic(): number {
	const [seconds, nanoseconds] = hrtime();
	return seconds * 1e3 + nanoseconds / 1e6;
}

/** By the clock that all threads share: seconds and nanoseconds, which no two calls have in common. */
export function readMoment(): string {
	return hrtime().join('.');
}

/** To 0.1 ms: what is more is noise. */
export function round(ms: number): number {
	return Math.round(ms * 10) / 10;
}
