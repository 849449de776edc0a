/** What the process does about its parent. */
export type WatchState =
	/** Nobody has asked for it yet. */
	| 'idle'
	/** It watches. */
	| 'watching'
	/** The parent is gone, and the shutdown has started. */
	| 'gone'
	/** `stop()` was called. */
	| 'stopped'
	/** It leads a session of its own, and was not told to watch all the same. */
	| 'detached'
	/** `PARENT_WATCHDOG=off`. */
	| 'off'
	/** Worker threads do not watch; their main thread does. */
	| 'worker-thread';

/** The watch of this process; there is one. */
export interface ParentWatch extends Disposable {
	readonly state: WatchState;
	/** The pids that are watched; any of them gone means gone. */
	readonly pids: readonly number[];
	/** Probes now: false only if a watched process is gone. */
	isParentAlive(): boolean;
	/**
	 * Ends the watch and undoes what it did: timers, descriptors, listeners, environment. Cleanup hooks
	 * stay registered, for the other ways to end. `watchParent()` starts it again.
	 */
	stop(): void;
}
