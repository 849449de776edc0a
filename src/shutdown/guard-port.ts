import type { ShutdownReason } from './reason.js';

/** What sees to it that the shutdown ends on time though the main thread may be blocked: the guard thread. */
export interface GuardPort {
	/** What is left of the grace period, in ms: it may have begun while the main thread was blocked. */
	msLeft(): number;
	/** The shutdown has started. */
	onShutdown(reason: ShutdownReason): void;
	/** A hook begins that may take `ms`. */
	allow(ms: number): void;
	/** Our signal listeners have come or gone. */
	onListeners(): void;
}
