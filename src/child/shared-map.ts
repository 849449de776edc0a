import { EventEmitter } from 'node:events';
import type { Json, SharedChange, SharedState } from '../protocol/lifeline.js';
import { emitToAll } from '../runtime/emit.js';
import { type EntryChange, SharedEntries } from './shared-entries.js';
import { SharedEntry } from './shared-entry.js';

/** What a map holds where nobody says more of it. */
export type AnyShared = Record<string, Json>;
/** The keys of a map that holds `Shared`, a type or an interface with a property for each entry. */
export type SharedKey<Shared> = keyof Shared & string;

/** The events of a shared map. */
export interface SharedMapEvents<Shared = AnyShared> {
	/** An entry was set, or deleted: then `value` is undefined. */
	change: [
		key: SharedKey<Shared>,
		value: Shared[SharedKey<Shared>] | undefined,
		previous: Shared[SharedKey<Shared>] | undefined,
	];
}

/**
 * A small map that a supervisor shares with its children. The supervisor is its only writer of record,
 * so all see the same changes in the same order; reading is local. Values are what JSON can hold; what
 * you read is not yours to change.
 *
 * What a type says of the values, nobody checks: a child may set anything. The class itself is only a type.
 */
export class SharedMap<Shared extends object = AnyShared> extends EventEmitter<
	SharedMapEvents<Shared>
> {
	readonly #entries = new SharedEntries();

	/** How many entries there are. */
	get size(): number {
		return this.#entries.size;
	}

	/** The value of an entry; undefined if there is none. */
	get<Key extends SharedKey<Shared>>(key: Key): Shared[Key] | undefined {
		return this.#entries.get(key)?.value as Shared[Key] | undefined;
	}

	/** Whether there is such an entry. */
	has(key: SharedKey<Shared>): boolean {
		return this.#entries.has(key);
	}

	/** The keys, in the order in which they were first set. */
	keys(): IterableIterator<SharedKey<Shared>> {
		return this.#entries.keys() as IterableIterator<SharedKey<Shared>>;
	}

	/** The values, in the order of the keys. */
	*values(): IterableIterator<Shared[SharedKey<Shared>]> {
		for (const [, value] of this.entries()) yield value;
	}

	/** Pairs of key and value, in the order of the keys. */
	*entries(): IterableIterator<[SharedKey<Shared>, Shared[SharedKey<Shared>]]> {
		for (const key of this.keys()) yield [key, this.get(key) as Shared[SharedKey<Shared>]];
	}

	/** As `entries()`. */
	[Symbol.iterator](): IterableIterator<[SharedKey<Shared>, Shared[SharedKey<Shared>]]> {
		return this.entries();
	}

	/** The whole map as an object. */
	toJSON(): Partial<Shared> {
		return Object.fromEntries(this.entries()) as Partial<Shared>;
	}

	/** @internal Each key and its value, as JSON text. */
	toTexts(): string[] {
		return this.#entries.toTexts();
	}

	/** @internal The JSON text of a value. */
	textOf(key: string): string | undefined {
		return this.#entries.get(key)?.text;
	}

	/** @internal Changes it without asking anybody; false if it would hold more than any map may. */
	apply(change: SharedChange, entry = toEntry(change)): boolean {
		const changes = this.#entries.apply(change, entry);
		for (const _ of this.#tell(changes));
		return entry === undefined || changes.length > 0;
	}

	/**
	 * @internal The same for what a supervisor sends: a change, or a part of the whole map, which holds nothing
	 * else after the last one. The listeners are told in steps: each may parse two values.
	 */
	receive(message: SharedChange | SharedState): Iterator<void> {
		const changes =
			'change' in message
				? this.#entries.apply(message, toEntry(message))
				: this.#entries.receive(message.texts, message.isLast);
		return this.#tell(changes);
	}

	/** A listener, which may change the map again, sees all of the change. */
	*#tell(changes: readonly EntryChange[]): Generator<void> {
		for (const [key, entry, previous] of changes) {
			if (this.listenerCount('change') === 0) return;
			emitToAll(this, 'change', key, entry?.value, previous?.value);
			yield;
		}
	}
}

/** What a change sets, if it sets anything. */
export function toEntry(change: SharedChange): SharedEntry | undefined {
	return change.change === 'set' ? new SharedEntry(change.texts[0]) : undefined;
}
