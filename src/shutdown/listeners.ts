import type { EarlyErrors } from './early-errors.js';
import type { ExitEvent } from './exit-event.js';
import type { Signals } from './signals.js';

/** All that is listened to so that hooks run: from the first hook on, and until the last one is removed. */
export class Listeners {
	#areThere = false;

	constructor(
		private readonly signals: Signals,
		private readonly exitEvent: ExitEvent,
		private readonly earlyErrors: EarlyErrors,
	) {}

	get areThere(): boolean {
		return this.#areThere;
	}

	/** Also where other code has taken some of them away. Returns whether the signals have changed. */
	add(signals: readonly NodeJS.Signals[]): boolean {
		this.#areThere = true;
		this.exitEvent.listen();
		this.earlyErrors.setHasHooks(true);
		return this.signals.listen(signals);
	}

	/** Who wants a report hears the exit all the same. Returns whether the signals have changed. */
	remove(wantsReport: boolean): boolean {
		this.#areThere = false;
		if (!wantsReport) this.exitEvent.stop();
		this.earlyErrors.setHasHooks(false);
		return this.signals.listen([]);
	}
}
