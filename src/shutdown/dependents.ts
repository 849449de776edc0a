import { now } from '../runtime/clock.js';
import type { ShutdownReason } from './reason.js';

/** What ends before the process does: the children of a supervisor, and its executors. */
export interface Dependent {
	/** The shutdown has begun; before any hook runs. */
	onShutdown(reason: ShutdownReason): void;
	/** Stops it, within `ms`. Never rejects. */
	stop(ms: number): Promise<void>;
	/** Tells what is left to end, at once: the process is exiting. */
	terminate(): void;
	/** Ends what is left, at once. */
	kill(): void;
}

/** How much of the time they have; the rest is for the hooks that come after. */
const SHARE = 0.8;

export class Dependents {
	readonly #all = new Set<Dependent>();

	get size(): number {
		return this.#all.size;
	}

	add(dependent: Dependent): void {
		this.#all.add(dependent);
	}

	delete(dependent: Dependent): boolean {
		return this.#all.delete(dependent);
	}

	onShutdown(reason: ShutdownReason): void {
		for (const dependent of this.#all) dependent.onShutdown(reason);
	}

	async stop({ deadline }: ShutdownReason): Promise<void> {
		const ms = Math.max(0, deadline - now()) * SHARE;
		await Promise.all([...this.#all].map((dependent) => dependent.stop(ms)));
	}

	terminate(): void {
		for (const dependent of this.#all) dependent.terminate();
	}

	kill(): void {
		for (const dependent of this.#all) dependent.kill();
	}
}
