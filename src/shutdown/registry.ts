import { type CleanupHook, createEntry, type Entry, type HookOptions } from './hook.js';
import type { ShutdownReason } from './reason.js';

/**
 * How long after the deadline, in ms, hooks may still register hooks: one that registers itself again
 * would go on for ever, and no timer would get a turn to end it.
 */
const LAST_CALL = 100;

/** The hooks that have yet to run, in the order in which they will. Each is taken once. */
export class Registry {
	/** Called whenever one is added. */
	onAdded: (() => void) | undefined;
	readonly #entries: Entry[] = [];

	get size(): number {
		return this.#entries.length;
	}

	add(hook: CleanupHook, options: HookOptions = {}): () => boolean {
		const entry = createEntry(hook, options);
		const after = this.#entries.findIndex(({ priority }) => priority <= entry.priority);
		this.#entries.splice(after < 0 ? this.#entries.length : after, 0, entry);
		this.onAdded?.();
		return () => {
			const index = this.#entries.indexOf(entry);
			if (index >= 0) this.#entries.splice(index, 1);
			return index >= 0;
		};
	}

	/** The next one, if its priority is `priority` or above. */
	take(priority: number, reason: ShutdownReason): Entry | undefined {
		const first = this.#entries[0];
		if (!first || first.priority < priority) return undefined;
		this.#entries.shift();
		return first.addedAt <= reason.deadline + LAST_CALL ? first : this.take(priority, reason);
	}
}
