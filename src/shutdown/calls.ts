import { callHook, type Finish } from './call-hook.js';
import type { Entry } from './hook.js';
import type { ShutdownReason } from './reason.js';

/** How the shutdown calls the program's code: directly, or so that a guard thread may terminate it. */
export interface Calls {
	/** What there is of the grace period, in ms. */
	readonly gracePeriod: number;
	/** Announces the shutdown to the listeners of its signal, and runs the hooks. */
	begin(reason: ShutdownReason, announce: () => void, run: () => void): void;
	/** Resolves once the hook has ended, in `ms` if it keeps its time. Never rejects. */
	call(entry: Entry, reason: ShutdownReason, ms: number, finish: Finish): Promise<true>;
	/** Hooks that were taken and have not been called yet. */
	takeWaiting(): { entry: Entry; finish: Finish }[];
	/** What blocked was terminated. */
	onTerminated(stack: string): void;
}

/** One after another, in the turn in which the shutdown starts. */
export class DirectCalls implements Calls {
	constructor(readonly gracePeriod: number) {}

	begin(_reason: ShutdownReason, announce: () => void, run: () => void): void {
		announce();
		run();
	}

	call(entry: Entry, reason: ShutdownReason, _ms: number, finish: Finish): Promise<true> {
		return callHook(entry, reason, finish);
	}

	takeWaiting(): [] {
		return [];
	}

	onTerminated(): void {}
}
