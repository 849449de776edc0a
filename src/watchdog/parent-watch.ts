import type { WatchState } from '../detection/watch-state.js';

/** The watch of this process; there is one. */
export interface ParentWatch extends Disposable {
	/** Whether it watches, and if not, why. */
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

/** What `watchParent()` hands out: it shows the watch and stops it, and nothing else. */
export class PublicWatch implements ParentWatch {
	readonly #watch: Pick<ParentWatch, 'state' | 'pids' | 'isParentAlive'>;
	readonly #stop: () => void;

	constructor(watch: Pick<ParentWatch, 'state' | 'pids' | 'isParentAlive'>, stop: () => void) {
		this.#watch = watch;
		this.#stop = stop;
	}

	get state(): WatchState {
		return this.#watch.state;
	}

	get pids(): readonly number[] {
		return this.#watch.pids;
	}

	isParentAlive(): boolean {
		return this.#watch.isParentAlive();
	}

	stop(): void {
		this.#stop();
	}

	[Symbol.dispose](): void {
		this.stop();
	}
}
