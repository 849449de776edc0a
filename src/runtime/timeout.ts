/** Waiting with a limit. */
import { MAX_DELAY, monotonic } from './clock.js';
import {
	clearImmediate,
	clearInterval,
	clearTimeout,
	setImmediate,
	setInterval,
	setTimeout,
} from './system.js';

export interface WaitOptions {
	/** Whether time in which this process did not run counts: see `startFairTimer()`. Default: it does. */
	isFair?: boolean | undefined;
	signal?: AbortSignal | undefined;
}

/**
 * What the promise resolves with, or `undefined` after `ms` ms.
 *
 * @throws what the promise rejects with; the reason of the signal, if that is aborted before
 */
export function within<T>(
	promise: Promise<T>,
	ms: number,
	{ isFair = false, signal }: WaitOptions = {},
): Promise<T | undefined> {
	if (signal?.aborted) return Promise.reject(signal.reason);
	return new Promise((resolve, reject) => {
		const settle = () => {
			stopTimer();
			signal?.removeEventListener('abort', onAbort);
		};
		const onAbort = () => {
			settle();
			reject(signal?.reason);
		};
		const onDue = () => {
			settle();
			resolve(undefined);
		};
		const start = ms === Number.POSITIVE_INFINITY ? noTimer : isFair ? startFairTimer : startTimer;
		const stopTimer = start(ms, onDue);
		signal?.addEventListener('abort', onAbort);
		promise.then(resolve, reject).finally(settle);
	});
}

/** @throws the reason of the signal, if that is aborted before; what the promise rejects with */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	return signal ? (within(promise, Number.POSITIVE_INFINITY, { signal }) as Promise<T>) : promise;
}

/** How long a step of a fair timer is, in ms, and which part of its time at most. */
const LONGEST_STEP = 100;
const LARGEST_PART = 0.1;

/**
 * A timer for the time that others have to do something. It counts in steps, and a step counts for its own
 * length, however late it comes. So time in which this process did not run is not taken from the others: the
 * machine slept, the group was stopped (Ctrl+Z, `docker pause`), or the event loop was blocked.
 *
 * @returns what stops it
 */
export function startFairTimer(ms: number, onDue: () => void): () => void {
	const longest = Math.max(1, Math.min(ms * LARGEST_PART, LONGEST_STEP));
	let left = ms;
	let timer: NodeJS.Timeout | undefined;
	let immediate: NodeJS.Immediate | undefined;
	const startStep = () => {
		const step = Math.min(left, longest);
		const startedAt = monotonic();
		timer = setTimeout(() => {
			left -= Math.min(step, monotonic() - startedAt);
			if (left > 0) startStep();
			// What has come meanwhile is read first.
			else immediate = setImmediate(onDue);
		}, step);
	};
	startStep();
	return () => {
		clearTimeout(timer);
		clearImmediate(immediate);
	};
}

/** Counts time as a fair timer does, and keeps no process alive. `read()` tells how much has passed, in ms. */
export function startFairClock(): { read(): number; stop(): void } {
	let passed = 0;
	let readAt = monotonic();
	const read = () => {
		const last = readAt;
		readAt = monotonic();
		passed += Math.min(readAt - last, LONGEST_STEP);
		return passed;
	};
	const timer = setInterval(read, LONGEST_STEP).unref();
	return { read, stop: () => clearInterval(timer) };
}

function startTimer(ms: number, onDue: () => void): () => void {
	const timer = setTimeout(onDue, Math.max(0, Math.min(ms, MAX_DELAY)));
	return () => clearTimeout(timer);
}

/** Nothing keeps the process alive. */
function noTimer(): () => void {
	return () => {};
}
