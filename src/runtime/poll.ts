/** How often to look at the parent, and the timer that does it. */
import { MAX_DELAY, monotonic } from './clock.js';
import { clearTimeout, setTimeout } from './system.js';

/** The poll period, in ms, where nobody says otherwise. */
export const DEFAULT_INTERVAL = 1000;
/** And while the process is young, which is when parents most often die: so long, and so often. */
const YOUTH = 5000;
const YOUNG_INTERVAL = 250;
/** Beside a source that pushes, in ms: a poll only finds what that source has missed. */
const PUSHED_INTERVAL = 5000;
/** A timer may fire a little early, in ms: that is no reason for a second look. */
const SLACK = 5;

/** When the process started, on the clock that all threads share. */
const born = monotonic() - process.uptime() * 1e3;

/**
 * In how many ms to look again. The moments are multiples of the period on the monotonic clock, which all
 * processes of a host share: so they wake together, and the processor may sleep in between.
 */
export function pollDelay(
	interval: number | undefined,
	isPushed: boolean,
	now = monotonic(),
	age = now - born,
): number {
	const period = choosePeriod(interval, isPushed, age);
	const slack = Math.min(SLACK, period / 2);
	return Math.min(period - ((now + slack) % period) + slack, MAX_DELAY);
}

function choosePeriod(interval: number | undefined, isPushed: boolean, age: number): number {
	if (isPushed) return Math.max(PUSHED_INTERVAL, interval ?? 0);
	return interval ?? (age < YOUTH ? YOUNG_INTERVAL : DEFAULT_INTERVAL);
}

/** The source that always works: a timer, which keeps no process alive. */
export class Poll {
	#timer: NodeJS.Timeout | undefined;
	#isStopped = false;

	constructor(
		private readonly interval: number | undefined,
		/** Returns whether a push source is live, so that the next look may come late. */
		private readonly look: () => boolean,
	) {
		this.#schedule(false);
	}

	/** A push source is lost or doubtful: the usual pace is back at once. */
	hurry(): void {
		if (!this.#isStopped) this.#schedule(false);
	}

	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#timer);
	}

	#schedule(isPushed: boolean): void {
		if (this.#timer) clearTimeout(this.#timer);
		const delay = Math.round(pollDelay(this.interval, isPushed));
		this.#timer = setTimeout(() => this.#onTick(), delay).unref();
	}

	#onTick(): void {
		let isPushed = false;
		try {
			isPushed = this.look();
		} finally {
			// Also where the program's code has thrown, which the look may have called.
			if (!this.#isStopped) this.#schedule(isPushed);
		}
	}
}
