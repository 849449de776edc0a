import type { LeaseEngine } from '../protocol/lease.js';
import { monotonic } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { describeFailure } from './failure.js';

/**
 * What the engine tells of changes by itself. It is made anew after each change and each failure, for then
 * it may be there in name only; but not more often than once in `pause` ms.
 */
export class Subscription {
	#opened: Promise<(() => void) | undefined> | undefined;
	#notBefore = 0;

	constructor(
		private readonly engine: LeaseEngine,
		private readonly key: string,
		private readonly pause: number,
		private readonly onChange: (isFree: boolean) => void,
	) {}

	open(): void {
		const time = monotonic();
		if (this.#opened || !this.engine.subscribe || time < this.#notBefore) return;
		this.#notBefore = time + this.pause;
		const opened = this.#subscribe((isFree) => {
			if (this.#opened !== opened) return;
			this.close();
			this.onChange(isFree === true);
		});
		this.#opened = opened;
		opened.then(
			// What has changed before it was there.
			() => this.#opened === opened && this.onChange(false),
			(error) => debug('lease %s: no push: %s', this.key, describeFailure(error)),
		);
	}

	/** Whatever the engine does, it does not throw, and calls nobody back at once. */
	async #subscribe(onChange: (isFree?: boolean) => void): Promise<(() => void) | undefined> {
		await undefined;
		return this.engine.subscribe?.(this.key, onChange);
	}

	close(): void {
		void this.#opened?.then(
			(stop) => stop?.(),
			() => {},
		);
		this.#opened = undefined;
	}
}
