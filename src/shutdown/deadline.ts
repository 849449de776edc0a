import { now } from '../runtime/clock.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';

/** The one moment by which the process has to have ended. It keeps the event loop alive until then. */
export class Deadline {
	#timer: NodeJS.Timeout | undefined;

	constructor(private readonly onOver: () => void) {}

	/** In ms since the epoch. */
	set(at: number): void {
		this.#timer = setTimeout(() => this.#onTimer(at), at - now());
	}

	/** The process may end before. */
	unref(): void {
		this.#timer?.unref();
	}

	clear(): void {
		clearTimeout(this.#timer);
	}

	/** Timers count from the start of the event loop's turn, and so may fire early. */
	#onTimer(at: number): void {
		if (at - now() <= 1) return this.onOver();
		const isHolding = this.#timer?.hasRef();
		this.set(at);
		if (!isHolding) this.unref();
	}
}
