/** Who sees to it that the shutdown ends on time though the main thread may be blocked: the guard. */
export interface Overseer {
	/** The shutdown has started, and has `msLeft` until its deadline. */
	onShutdown(msLeft: number): void;
	/** A hook begins that may take `ms`. */
	allow(ms: number): void;
}
