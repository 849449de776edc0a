import { now } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { within } from '../runtime/timeout.js';
import { drainHook } from './call-hook.js';
import type { Calls } from './calls.js';
import type { CleanupHook, Entry, HookOptions } from './hook.js';
import { HookResults } from './hook-results.js';
import type { ShutdownReason } from './reason.js';
import { Registry } from './registry.js';

/** The registered hooks, run one after another. Each is taken once, by whatever ends us. */
export class Hooks {
	readonly results = new HookResults();
	readonly #registry = new Registry();
	/** Whether the synchronous parts are being run; what is registered meanwhile has its turn among them. */
	#isDraining = false;
	#drainNew: (() => void) | undefined;
	/** Hooks that are past their share, but may still finish before the deadline. */
	readonly #late = new Set<Promise<true>>();

	get size(): number {
		return this.#registry.size;
	}

	add(hook: CleanupHook, options?: HookOptions): () => boolean {
		const remove = this.#registry.add(hook, options);
		if (!this.#isDraining) this.#drainNew?.();
		return remove;
	}

	/**
	 * Runs what is registered at `priority` or above, one after another, also what hooks register. What is
	 * `toFollow` has its share of the time as well.
	 */
	async run(
		priority: number,
		reason: ShutdownReason,
		calls: Calls,
		toFollow: number,
	): Promise<void> {
		const take = () => this.#registry.take(priority, reason);
		for (let entry = take(); entry; entry = take()) {
			await this.#call(entry, reason, calls, this.size + toFollow);
		}
	}

	/** Waits for those that were past their share when the next one began, unless there is a new one to run. */
	async settle(): Promise<void> {
		while (this.#late.size > 0 && this.size === 0) {
			const added = new Promise<void>((resolve) => {
				this.#registry.onAdded = resolve;
			});
			await Promise.race([Promise.all(this.#late), added]);
		}
	}

	/** Runs the synchronous part of all that is left, at once. */
	drain(reason: ShutdownReason, calls: Calls): void {
		this.#isDraining = true;
		for (const { entry, finish } of calls.takeWaiting()) drainHook(entry, reason, finish);
		const take = () => this.#registry.take(Number.NEGATIVE_INFINITY, reason);
		for (let entry = take(); entry; entry = take())
			drainHook(entry, reason, this.results.open(entry));
		this.#isDraining = false;
	}

	/** The process is exiting: what an 'exit' listener after ours adds has its turn at once as well. */
	drainAtExit(reason: ShutdownReason, calls: Calls): void {
		this.drain(reason, calls);
		this.#drainNew = () => this.drain(reason, calls);
	}

	/** Resolves when the hook has ended, or the next one has to begin. */
	async #call(entry: Entry, reason: ShutdownReason, calls: Calls, others: number): Promise<void> {
		const left = Math.max(0, reason.deadline - now());
		const ms = Math.min(entry.timeout ?? left / (others + 1), left);
		const finish = this.results.open(entry);
		const ended = calls.call(entry, reason, ms, finish);
		if (await within(ended, ms)) return;
		debug('hook %s is past its time; the next one begins', entry.name);
		if (entry.timeout !== undefined && entry.timeout < left) return finish('timed-out');
		this.#late.add(ended);
		void ended.then(() => this.#late.delete(ended));
	}
}
