import { monotonic } from '../runtime/clock.js';
import { clearTimeout, setImmediate, setTimeout } from '../runtime/system.js';

/** A timer that is later than this, in ms, says that the process was blocked or frozen meanwhile. */
const LATE = 100;
/** How long an answer may then still take, in ms: it may have arrived, and wait to be read. */
const EXTRA = 500;

/**
 * Rejects where the promise has not settled after `ms` in which the event loop could run. The timer keeps no
 * process alive.
 */
export function inTime<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
	return new Promise((resolve, reject) => {
		const fail = () => reject(new Error(`${what} has not answered within ${Math.round(ms)} ms`));
		let timer = startTimer(ms, (late) => {
			// What has arrived is read before an immediate runs.
			if (late > LATE) timer = startTimer(EXTRA, () => setImmediate(fail));
			else setImmediate(fail);
		});
		promise.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}

function startTimer(ms: number, onTime: (late: number) => void): NodeJS.Timeout {
	const due = monotonic() + ms;
	return setTimeout(() => onTime(monotonic() - due), ms).unref();
}
