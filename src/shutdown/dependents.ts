/** What ends before the process does: the children of a supervisor, and its executors. */
export interface Dependents {
	/** Stops them, within `ms`. Never rejects. */
	stop(ms: number): Promise<void>;
	/** Tells what is left to end, at once: the process is exiting. */
	terminate(): void;
	/** Ends what is left, at once. */
	kill(): void;
}
