import { EventEmitter } from 'node:events';
import type { Json, SharedChange } from '../protocol/messages.js';

export interface SharedMapEvents {
	/** An entry was set, or deleted: then `value` is undefined. */
	change: [key: string, value: Json | undefined, previous: Json | undefined];
}

/**
 * A small map that a supervisor shares with its children. The supervisor is its only writer of record,
 * so all see the same changes in the same order; reading is local. Values are what JSON can hold.
 */
export class SharedMap extends EventEmitter<SharedMapEvents> {
	readonly #entries = new Map<string, Json>();

	get size(): number {
		return this.#entries.size;
	}

	get(key: string): Json | undefined {
		return this.#entries.get(key);
	}

	has(key: string): boolean {
		return this.#entries.has(key);
	}

	keys(): IterableIterator<string> {
		return this.#entries.keys();
	}

	values(): IterableIterator<Json> {
		return this.#entries.values();
	}

	entries(): IterableIterator<[string, Json]> {
		return this.#entries.entries();
	}

	[Symbol.iterator](): IterableIterator<[string, Json]> {
		return this.entries();
	}

	toJSON(): Record<string, Json> {
		return Object.fromEntries(this.#entries);
	}

	/** @internal Changes it without asking anybody; a listener, which may change it again, sees all of it. */
	apply({ clear = false, set = [], delete: deleted = [] }: SharedChange): void {
		const events: SharedMapEvents['change'][] = [];
		for (const [key, value] of set) {
			events.push([key, value, this.#entries.get(key)]);
			this.#entries.set(key, value);
		}
		for (const key of clear ? [...this.keys()] : deleted) {
			const previous = this.#entries.get(key);
			if (this.#entries.delete(key)) events.push([key, undefined, previous]);
		}
		for (const event of events) this.#emit(...event);
	}

	/** @internal Makes it hold just these. */
	replace(entries: readonly (readonly [string, Json])[]): void {
		const kept = new Set(entries.map(([key]) => key));
		const isNew = ([key, value]: readonly [string, Json]) =>
			!this.has(key) || JSON.stringify(this.get(key)) !== JSON.stringify(value);
		this.apply({
			set: entries.filter(isNew),
			delete: [...this.#entries.keys()].filter((key) => !kept.has(key)),
		});
	}

	/** A listener that throws costs the others nothing, and no message that comes after. */
	#emit(...event: SharedMapEvents['change']): void {
		if (this.listenerCount('change') === 0) return;
		for (const listener of this.rawListeners('change')) {
			try {
				listener.apply(this, event);
			} catch (error) {
				process.nextTick(() => {
					throw error;
				});
			}
		}
	}
}
