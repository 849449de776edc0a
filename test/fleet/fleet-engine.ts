/** The model of an engine: one server, which does one request after the other. */
import type { Grant, LeaseEngine } from 'parent-watchdog/lease';
import type { FleetTime } from './fleet-time.js';

/** In ms. */
export interface Costs {
	/** Of the server's time for a request. */
	request: number;
	/** Of its time to tell one subscriber. */
	push: number;
	/** One way. */
	network: number;
}

export class FleetEngine implements LeaseEngine {
	readonly name = 'fleet';
	requests = 0;
	/** The longest that a request has waited for its turn, in ms. */
	worstWait = 0;
	/** Whether nobody is answered. */
	isDown = false;
	#busyUntil = 0;
	#holder: { token: number; expiresAt: number } | undefined;
	#lastToken = 0;
	readonly #subscribers = new Set<() => void>();

	constructor(
		private readonly time: FleetTime,
		private readonly costs: Costs,
	) {}

	acquire(_key: string, ttl: number): Promise<Grant | undefined> {
		return this.#serve(() => {
			if (this.#isHeld()) return undefined;
			this.#lastToken += 1;
			const token = this.#lastToken;
			this.#holder = { token, expiresAt: this.time.now + ttl };
			this.#push();
			return {
				token,
				ttl,
				renew: () => this.#serve(() => this.#renew(token, ttl)),
				release: () => this.#serve(() => this.#release(token)),
			};
		});
	}

	read() {
		return this.#serve(() => {
			if (!this.#isHeld() || !this.#holder) return undefined;
			const { token, expiresAt } = this.#holder;
			return { token, expiresIn: expiresAt - this.time.now };
		});
	}

	subscribe(_key: string, onChange: () => void): Promise<() => void> {
		return this.#serve(() => {
			this.#subscribers.add(onChange);
			return () => void this.#subscribers.delete(onChange);
		});
	}

	#isHeld(): boolean {
		return this.#holder !== undefined && this.#holder.expiresAt > this.time.now;
	}

	#renew(token: number, ttl: number): boolean {
		if (!this.#isHeld() || this.#holder?.token !== token) return false;
		this.#holder.expiresAt = this.time.now + ttl;
		return true;
	}

	#release(token: number): void {
		if (this.#holder?.token !== token) return;
		this.#holder = undefined;
		this.#push();
	}

	#push(): void {
		for (const subscriber of this.#subscribers) {
			this.#take(this.costs.push);
			this.time.set(subscriber, this.#busyUntil - this.time.now + this.costs.network);
		}
	}

	#serve<T>(act: () => T): Promise<T> {
		const { network, request } = this.costs;
		return new Promise((resolve) => {
			this.time.set(() => {
				// What comes while it is down is lost.
				if (this.isDown) return;
				this.requests += 1;
				this.worstWait = Math.max(this.worstWait, this.#busyUntil - this.time.now);
				this.#take(request);
				this.time.set(() => {
					const answer = act();
					this.time.set(() => resolve(answer), network);
				}, this.#busyUntil - this.time.now);
			}, network);
		});
	}

	#take(cost: number): void {
		this.#busyUntil = Math.max(this.#busyUntil, this.time.now) + cost;
	}
}
