import { formatLease, type Grant, type LeaseEngine } from '../protocol/lease.js';
import { createAbortController } from '../runtime/abort.js';
import { monotonic } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import { describeFailure, leaseError } from './failure.js';
import { inTime } from './patience.js';

/** This part of the TTL is given up: clocks run at different speeds, and whoever is told needs time to stop. */
export const MARGIN = 0.05;

/** A lease that this process holds: what `holdLease()` gives; only a type. Its timers keep no process alive. */
export class HeldLease implements AsyncDisposable {
	/** Names it for workers, in `PARENT_WATCHDOG_LEASE`. It holds no credentials. */
	readonly id: string;
	/** Grows with each holder of the key: storage that has seen a greater one refuses this one. */
	readonly token: number;
	/** In ms: what was asked for, or more where the engine grants no less. */
	readonly ttl: number;
	readonly #grant: Grant;
	readonly #controller = createAbortController();
	/** By monotonic time: until then nobody else can have it. */
	#until = 0;
	#timer: NodeJS.Timeout | undefined;
	#deadline: NodeJS.Timeout | undefined;
	#released: Promise<boolean> | undefined;

	/** `asked`: when it was, by monotonic time. `isOurs`: whether the engine ends with the lease. */
	constructor(
		private readonly engine: LeaseEngine,
		/** What is held. */
		readonly key: string,
		grant: Grant,
		private readonly origin: { asked: number; isOurs: boolean },
	) {
		const { token, ttl } = grant;
		this.#grant = grant;
		this.token = token;
		this.ttl = ttl;
		this.id = formatLease({ engine: engine.name, token, ttl, key });
		grant.lost?.then(() => this.#lose('the engine has ended it'));
		this.#hold(origin.asked);
	}

	/**
	 * Aborted once the lease is held no more, and before anybody else can have it. The reason's code is
	 * `ERR_PARENT_WATCHDOG_LEASE_LOST`, or `ERR_PARENT_WATCHDOG_LEASE_RELEASED`.
	 */
	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** Gives it back. Resolves to whether the engine has said so; if not, the lease expires by itself. */
	release(): Promise<boolean> {
		if (!this.signal.aborted) {
			const message = `the lease ${this.key} was released`;
			this.#end(leaseError('ERR_PARENT_WATCHDOG_LEASE_RELEASED', message));
		}
		return this.#released as Promise<boolean>;
	}

	/** As `release()`. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.release();
	}

	/** The engine has counted the TTL from no earlier than `asked`. */
	#hold(asked: number): void {
		const until = asked + this.ttl * (1 - MARGIN);
		if (this.signal.aborted || until <= this.#until) return;
		this.#until = until;
		clearTimeout(this.#deadline);
		this.#deadline = setTimeout(() => this.#loseLate(), until - monotonic()).unref();
		this.#renewIn(asked + this.ttl / 3 - monotonic());
	}

	/** Until an answer has come, it is asked again: one may be lost, or come late, and the next one be heard. */
	#renewIn(delay: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			if (monotonic() >= this.#until) return;
			this.#renewIn(this.ttl / 10);
			void this.#renew();
		}, delay).unref();
	}

	async #renew(): Promise<void> {
		const asked = monotonic();
		try {
			const isHeld = await inTime(this.#grant.renew(), this.ttl / 3, 'the engine');
			// It may have been frozen until now.
			if (monotonic() >= this.#until) return this.#loseLate();
			if (!isHeld) return this.#lose('it has expired or was taken away');
			this.#hold(asked);
		} catch (error) {
			if (this.signal.aborted) return;
			debug('lease %s: not renewed: %s', this.key, describeFailure(error));
			this.engine.reset?.();
		}
	}

	#loseLate(): void {
		this.#lose('it could not be renewed in time');
	}

	#lose(why: string): void {
		if (this.signal.aborted) return;
		const message = `the lease ${this.key} is lost: ${why}`;
		debug(message);
		this.#end(leaseError('ERR_PARENT_WATCHDOG_LEASE_LOST', message));
	}

	/** Whoever listens stops first; then the key is given back, as far as it is still ours. */
	#end(reason: Error): void {
		clearTimeout(this.#timer);
		clearTimeout(this.#deadline);
		this.#controller.abort(reason);
		this.#released = this.#giveBack();
	}

	async #giveBack(): Promise<boolean> {
		try {
			await inTime(this.#grant.release(), this.ttl, 'the engine');
			return true;
		} catch (error) {
			debug('lease %s: not released: %s', this.key, describeFailure(error));
			return false;
		} finally {
			if (this.origin.isOurs) await this.engine.close?.().catch(() => {});
		}
	}
}
