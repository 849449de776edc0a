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
	/** How late it tells of an expired lease by itself, at most; `undefined`: it does not, and says when one will expire. */
	expiry: number | undefined;
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
	readonly #subscribers = new Set<(isFree: boolean) => void>();

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
			this.#expireIn(ttl);
			this.#push(false);
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
			const isTold = this.costs.expiry !== undefined;
			return isTold ? { token } : { token, expiresIn: expiresAt - this.time.now };
		});
	}

	subscribe(_key: string, onChange: (isFree: boolean) => void): Promise<() => void> {
		return this.#serve(() => {
			this.#subscribers.add(onChange);
			return () => void this.#subscribers.delete(onChange);
		});
	}

	/** One that tells of it frees the key when it does. */
	#isHeld(): boolean {
		const isTold = this.costs.expiry !== undefined;
		return this.#holder !== undefined && (isTold || this.#holder.expiresAt > this.time.now);
	}

	#expireIn(ttl: number): void {
		const { expiry } = this.costs;
		if (expiry === undefined) return;
		this.time.set(
			() => {
				if (!this.#holder || this.#holder.expiresAt > this.time.now) return;
				this.#holder = undefined;
				this.#push(true);
			},
			ttl + Math.random() * expiry,
		);
	}

	#renew(token: number, ttl: number): boolean {
		if (!this.#isHeld() || this.#holder?.token !== token) return false;
		this.#holder.expiresAt = this.time.now + ttl;
		this.#expireIn(ttl);
		return true;
	}

	#release(token: number): void {
		if (this.#holder?.token !== token) return;
		this.#holder = undefined;
		this.#push(true);
	}

	/** What one without `expiry` tells is not believed: Redis has channels for all its databases together. */
	#push(isFree: boolean): void {
		const isCertain = isFree && this.costs.expiry !== undefined;
		for (const subscriber of this.#subscribers) {
			this.#take(this.costs.push);
			this.time.set(
				() => subscriber(isCertain),
				this.#busyUntil - this.time.now + this.costs.network,
			);
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
