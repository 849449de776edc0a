import type { ShutdownReason } from './reason.js';

/** What ends before the process does: the children of a supervisor, and its executors. */
export interface Dependents {
	/** The shutdown has begun; before any hook runs. */
	onShutdown(reason: ShutdownReason): void;
	/** Stops them, within `ms`. Never rejects. */
	stop(ms: number): Promise<void>;
	/** Tells what is left to end, at once: the process is exiting. */
	terminate(): void;
	/** Ends what is left, at once. */
	kill(): void;
}
