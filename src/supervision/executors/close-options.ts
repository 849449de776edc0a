export interface CloseOptions {
	cancelQueued: boolean;
	/** Whether it was given a time of its own, in which it may end by itself. */
	mayEnd: boolean;
}
