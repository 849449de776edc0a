import type { SharedChange } from '../protocol/lifeline.js';
import { MAX_SHARED_LIMIT, SharedEntry, sizeOf } from './shared-entry.js';

/** What a change has done to an entry. */
export type EntryChange = readonly [
	key: string,
	entry: SharedEntry | undefined,
	previous: SharedEntry | undefined,
];

/** The entries of a shared map, as they are changed from outside. They never take more than any map may. */
export class SharedEntries {
	readonly #entries = new Map<string, SharedEntry>();
	/** In bytes. */
	#held = 0;
	/** The keys of the whole map, as far as it has arrived. */
	readonly #received = new Set<string>();

	get size(): number {
		return this.#entries.size;
	}

	get(key: string): SharedEntry | undefined {
		return this.#entries.get(key);
	}

	has(key: string): boolean {
		return this.#entries.has(key);
	}

	keys(): IterableIterator<string> {
		return this.#entries.keys();
	}

	/** Each key and its value, as JSON text. */
	toTexts(): string[] {
		return [...this.#entries].flatMap(([key, { text }]) => [JSON.stringify(key), text]);
	}

	apply(change: SharedChange, entry: SharedEntry | undefined): EntryChange[] {
		const keys = change.change === 'clear' ? [...this.keys()] : [change.key];
		return keys.flatMap((key) => this.#put(key, entry));
	}

	/** A part of the whole map: each key and its value. After the last, there is nothing else. */
	receive(texts: readonly string[], isLast: boolean): EntryChange[] {
		const changes: EntryChange[] = [];
		for (let index = 0; index < texts.length; index += 2) {
			const key = JSON.parse(texts[index] as string);
			const text = texts[index + 1] as string;
			if (this.get(key)?.text !== text) changes.push(...this.#put(key, new SharedEntry(text)));
			if (this.has(key)) this.#received.add(key);
		}
		if (!isLast) return changes;
		for (const key of [...this.keys()]) {
			if (!this.#received.has(key)) changes.push(...this.#put(key, undefined));
		}
		this.#received.clear();
		return changes;
	}

	/** Returns what has changed, if anything: a supervisor that sends too much is not believed. */
	#put(key: string, entry: SharedEntry | undefined): EntryChange[] {
		const previous = this.#entries.get(key);
		const freed = previous ? sizeOf(key, previous.text) : 0;
		const held = this.#held - freed + (entry ? sizeOf(key, entry.text) : 0);
		if (held > MAX_SHARED_LIMIT || (!entry && !previous)) return [];
		this.#held = held;
		if (entry) this.#entries.set(key, entry);
		else this.#entries.delete(key);
		return [[key, entry, previous]];
	}
}
