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
	/** How many answers are awaited. */
	#awaited = 0;
	#timer: NodeJS.Timeout | undefined;
	#hasEnded = false;
	readonly #subscription: Subscription;

	constructor(
		private readonly engine: LeaseEngine,
		private readonly lease: WatchedLease,
		private readonly onEnd: (end: ParentEnd) => void,
	) {
		this.#token = lease.token;
		this.#subscription = new Subscription(engine, lease.key, this.#interval, (isFree) => {
			// It was opened while our parent held the key.
			if (isFree) this.#end('parent-gone');
			else this.#look();
		});
		this.#look();
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

	/** Until an answer has come, it is asked again: one may be lost, or come late, and the next one be heard. */
	#look(): void {
		if (this.#hasEnded) return;
		const asked = monotonic();
		// Where the process was blocked or frozen, it was not the engine that did not answer.
		if (this.#answer === 'alive' && this.#awaited === 0) {
			this.#since = Math.max(this.#since, asked - this.#interval);
		}
		this.#lookIn((this.lease.ttl / 10) * jitter());
		void this.#ask(asked);
	}

	#lookIn(delay: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#look(), Math.max(1, delay)).unref();
	}

	async #ask(asked: number): Promise<void> {
		const { engine, lease } = this;
		const patience = Math.min(this.#interval, PATIENCE);
		this.#awaited += 1;
		try {
			const holder = await inTime(engine.read(lease.key), patience, `the engine ${engine.name}`);
			if (!this.#hasEnded && asked >= this.#since) this.#onHolder(holder, asked);
		} catch (error) {
			if (!this.#hasEnded) this.#onFailure(error, asked);
		} finally {
			this.#awaited -= 1;
		}
	}

	#onHolder(holder: Holder | undefined, asked: number): void {
		this.#token ??= holder?.token;
		if (!holder || holder.token !== this.#token) return this.#end('parent-gone');
		this.#answer = 'alive';
		this.#since = asked;
		this.#subscription.open();
		// A coordinator that is dead is noticed the moment its lease expires.
		const { expiresIn = this.lease.ttl } = holder;
		this.#lookIn(Math.min(this.#interval * jitter(), expiresIn + 5));
	}

	#onFailure(error: unknown, asked: number): void {
		debug('lease %s: %s', this.lease.key, describeFailure(error));
		// Another answer has come since.
		if (asked < this.#since) return;
		this.#answer = 'unknown';
		this.#subscription.close();
		this.engine.reset?.();
		if (monotonic() - this.#since >= this.lease.partition) this.#end('parent-unreachable');
	}

	#end(end: ParentEnd): void {
		this.stop();
		this.#answer = end === 'parent-gone' ? 'gone' : 'unknown';
		this.onEnd(end);
	}
}

/** Between 0.8 and 1: so that a thousand watches that began together do not ask together for ever. */
function jitter(): number {
	return 0.8 + Math.random() * 0.2;
}
