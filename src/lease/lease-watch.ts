import type { Holder, LeaseEngine } from '../protocol/lease.js';
import type { ParentEnd } from '../protocol/verdict.js';
import { monotonic } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import { describeFailure } from './failure.js';
import { inTime } from './patience.js';
import { Subscription } from './subscription.js';

/** `unknown`: the engine is out of reach, so far for less than the time that this may take. */
export type LeaseAnswer = 'alive' | 'gone' | 'unknown';

export interface WatchedLease {
	key: string;
	ttl: number;
	/** Of the holder that is the parent; by default whoever holds the key at first. */
	token?: number | undefined;
	/** How long the engine may be out of reach, in ms. */
	partition: number;
}

export interface RunningLeaseWatch {
	/** Not 0 once it has ended: for other threads. Only where a thread watches. */
	ended?: Int32Array;
	stop(): void;
}

/** The longest that one answer is waited for, in ms. */
const PATIENCE = 5000;

/** Reads who holds a lease, again and again and whenever the engine says that it has changed. */
export class LeaseWatch implements RunningLeaseWatch {
	#answer: LeaseAnswer = 'unknown';
	#token: number | undefined;
	/** Since when nothing has confirmed the lease, by monotonic time. */
	#since = monotonic();
	#timer: NodeJS.Timeout | undefined;
	#isLooking = false;
	#mustLookAgain = false;
	#hasEnded = false;
	readonly #subscription: Subscription;

	constructor(
		private readonly engine: LeaseEngine,
		private readonly lease: WatchedLease,
		private readonly onEnd: (end: ParentEnd) => void,
	) {
		this.#token = lease.token;
		const look = () => void this.#look();
		this.#subscription = new Subscription(engine, lease.key, this.#interval, look);
		look();
	}

	get answer(): LeaseAnswer {
		return this.#answer;
	}

	stop(): void {
		this.#hasEnded = true;
		clearTimeout(this.#timer);
		this.#subscription.close();
	}

	/** A third of the TTL apart, so that one failure is no reason to hurry. */
	get #interval(): number {
		return this.lease.ttl / 3;
	}

	async #look(): Promise<void> {
		this.#mustLookAgain = this.#isLooking;
		if (this.#isLooking || this.#hasEnded) return;
		this.#isLooking = true;
		clearTimeout(this.#timer);
		const asked = monotonic();
		// Where the process was blocked or frozen, it was not the engine that did not answer.
		if (this.#answer === 'alive') this.#since = Math.max(this.#since, asked - this.#interval);
		const delay = await this.#ask(asked);
		this.#isLooking = false;
		if (this.#hasEnded) return;
		if (this.#mustLookAgain) return void this.#look();
		this.#timer = setTimeout(() => void this.#look(), Math.max(1, delay)).unref();
	}

	/** Returns after how many ms to ask again. */
	async #ask(asked: number): Promise<number> {
		const { engine, lease } = this;
		const patience = Math.min(this.#interval, PATIENCE, Math.max(100, this.#left(asked)));
		try {
			const holder = await inTime(engine.read(lease.key), patience, `the engine ${engine.name}`);
			return this.#onHolder(holder, asked);
		} catch (error) {
			return this.#onFailure(error);
		}
	}

	#onHolder(holder: Holder | undefined, asked: number): number {
		this.#token ??= holder?.token;
		if (!holder || holder.token !== this.#token) {
			this.#end('parent-gone');
			return 0;
		}
		this.#answer = 'alive';
		this.#since = asked;
		this.#subscription.open();
		// A coordinator that is dead is noticed the moment its lease expires.
		const { expiresIn = this.lease.ttl } = holder;
		return Math.min(this.#interval * jitter(), expiresIn + 5);
	}

	#onFailure(error: unknown): number {
		if (this.#hasEnded) return 0;
		debug('lease %s: %s', this.lease.key, describeFailure(error));
		this.#answer = 'unknown';
		this.#subscription.close();
		this.engine.reset?.();
		const left = this.#left(monotonic());
		if (left <= 0) this.#end('parent-unreachable');
		return Math.min(left, (this.lease.ttl / 10) * jitter());
	}

	#left(time: number): number {
		return this.#since + this.lease.partition - time;
	}

	#end(end: ParentEnd): void {
		if (this.#hasEnded) return;
		this.stop();
		this.#answer = end === 'parent-gone' ? 'gone' : 'unknown';
		this.onEnd(end);
	}
}

/** Between 0.8 and 1: so that a thousand watches that began together do not ask together for ever. */
function jitter(): number {
	return 0.8 + Math.random() * 0.2;
}
