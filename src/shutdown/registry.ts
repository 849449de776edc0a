import { type CleanupHook, createEntry, type Entry, type HookOptions } from './hook.js';
import type { ShutdownReason } from './reason.js';

/**
 * How long after the deadline, in ms, hooks may still register hooks: one that registers itself again
 * would go on for ever, and no timer would get a turn to end it.
 */
const LAST_CALL = 100;

interface Registered {
	readonly priority: number;
	/** Counts up: the last registered comes first among equals. */
	readonly order: number;
	/** Nothing once it was taken or removed. */
	entry: Entry | undefined;
}

/** The hooks that have yet to run, as a binary heap: adding, taking and removing one is O(log n). */
export class Registry {
	/** Called whenever one is added. */
	onAdded: (() => void) | undefined;
	/** How many are waiting. The heap may hold others: those that were removed. */
	size = 0;
	#heap: Registered[] = [];
	#added = 0;

	add(hook: CleanupHook, options: HookOptions = {}): () => boolean {
		const entry = createEntry(hook, options);
		this.#added += 1;
		const registered = { priority: entry.priority, order: this.#added, entry };
		this.size += 1;
		this.#heap.push(registered);
		this.#rise(this.#heap.length - 1);
		this.onAdded?.();
		return () => this.#remove(registered);
	}

	/** The next one, if its priority is `priority` or above. */
	take(priority: number, reason: ShutdownReason): Entry | undefined {
		for (let first = this.#heap[0]; first; first = this.#heap[0]) {
			const { entry } = first;
			if (entry && first.priority < priority) return undefined;
			this.#takeTop();
			if (!entry) continue;
			first.entry = undefined;
			this.size -= 1;
			if (entry.addedAt <= reason.deadline + LAST_CALL) return entry;
		}
		return undefined;
	}

	/** It stays in the heap until it comes to the top, or until more than half of the heap is like it. */
	#remove(registered: Registered): boolean {
		if (!registered.entry) return false;
		registered.entry = undefined;
		this.size -= 1;
		if (this.#heap.length > 2 * this.size + 16) this.#sweep();
		return true;
	}

	#sweep(): void {
		// Sorted, it is a heap.
		this.#heap = this.#heap.filter(({ entry }) => entry).sort(compare);
	}

	#takeTop(): void {
		const last = this.#heap.pop();
		if (!last || this.#heap.length === 0) return;
		this.#heap[0] = last;
		this.#sink(0);
	}

	#rise(from: number): void {
		for (let index = from; index > 0; ) {
			const parent = (index - 1) >> 1;
			if (!this.#swapIfBefore(index, parent)) return;
			index = parent;
		}
	}

	#sink(from: number): void {
		for (let index = from; ; ) {
			const [left, right] = [2 * index + 1, 2 * index + 2];
			const child = this.#isBefore(right, left) ? right : left;
			if (!this.#swapIfBefore(child, index)) return;
			index = child;
		}
	}

	#swapIfBefore(lower: number, upper: number): boolean {
		if (!this.#isBefore(lower, upper)) return false;
		const heap = this.#heap as Registered[];
		[heap[lower], heap[upper]] = [heap[upper] as Registered, heap[lower] as Registered];
		return true;
	}

	#isBefore(index: number, other: number): boolean {
		const [a, b] = [this.#heap[index], this.#heap[other]];
		return a !== undefined && b !== undefined && compare(a, b) < 0;
	}
}

/** The highest priority first, the last registered first among equals. */
function compare(a: Registered, b: Registered): number {
	return a.priority === b.priority ? b.order - a.order : b.priority > a.priority ? 1 : -1;
}
