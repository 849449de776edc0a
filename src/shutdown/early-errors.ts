import type { Settings } from '../options.js';
import type { Sequence } from './sequence.js';
import { UncaughtErrors } from './uncaught.js';

/**
 * Uncaught errors before a shutdown has begun: while it is suspected that the parent is gone, since that may be
 * what they come from; and always, while there are hooks, with the option `uncaught`.
 */
export class EarlyErrors {
	readonly #errors = new UncaughtErrors((error) => this.#take(error));
	#hasHooks = false;
	/** Decides here and now whether the parent is gone. */
	#settle: (() => void) | undefined;

	constructor(
		private readonly settings: { readonly current: Settings },
		private readonly sequence: Sequence,
	) {}

	setHasHooks(hasHooks: boolean): void {
		this.#hasHooks = hasHooks;
		this.listen();
	}

	/** A suspicion is open; or none is, without `settle`. */
	setSuspicion(settle: (() => void) | undefined): void {
		this.#settle = settle;
		this.listen();
	}

	listen(): void {
		const isWanted = this.settings.current.uncaught || this.#settle !== undefined;
		if (isWanted && this.#hasHooks && !this.sequence.reason) this.#errors.listen();
		else this.#errors.stop();
	}

	/** The process would end now, so the verdict cannot wait for the event loop. */
	#take(error: unknown): boolean {
		const { sequence, settings } = this;
		this.#settle?.();
		if (sequence.reason) sequence.addError(error);
		else if (settings.current.uncaught) sequence.beginUncaught(error);
		return sequence.reason !== undefined;
	}
}
