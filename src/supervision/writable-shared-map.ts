import {
	checkKey,
	DEFAULT_SHARED_LIMIT,
	MAX_VALUE,
	sizeOf,
	tooLarge,
	toText,
} from '../child/shared-entry.js';
import { type AnyShared, type SharedKey, SharedMap, toEntry } from '../child/shared-map.js';
import type { SharedChange } from '../protocol/lifeline.js';
import { argumentError } from '../runtime/errors.js';

/** The most that all children together may hold, in bytes, whatever the limit. */
const MAX_CHILDREN_SHARE = MAX_VALUE;

type Writer = 'supervisor' | 'child';

/** How much children may put into a map with that limit, in bytes; the rest is always the supervisor's. */
export function shareOfChildren(limit = DEFAULT_SHARED_LIMIT): number {
	return Math.min(limit / 2, MAX_CHILDREN_SHARE);
}

/** The shared map of a supervisor, the map of record. Only a type: see `supervisor.shared`. */
export class WritableSharedMap<Shared extends object = AnyShared> extends SharedMap<Shared> {
	/** Who has written the entries, and how many bytes are whose. */
	readonly #writers = new Map<string, Writer>();
	readonly #held = { supervisor: 0, child: 0 };

	constructor(
		private readonly push: (change: SharedChange) => void,
		private readonly limit = DEFAULT_SHARED_LIMIT,
	) {
		super();
	}

	/**
	 * Sets an entry, here and in all children. The value is copied: an object that you change afterwards
	 * stays as it was in the map. Of the limit, children can take no more than their share (half of it, at
	 * most 64 KiB), so they cannot keep you from setting what you need.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` if the key is not a string of up to
	 * 1000 characters, or for what JSON would drop or change, with the path to it; a `ParentWatchdogError`
	 * with code `ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE` if the map would hold more than its limit, or the
	 * value takes more than 64 KiB as JSON.
	 */
	set<Key extends SharedKey<Shared>>(key: Key, value: Shared[Key]): this {
		this.change({ change: 'set', key, texts: [toText(value)] }, 'supervisor');
		return this;
	}

	/** Returns whether there was such an entry. */
	delete(key: SharedKey<Shared>): boolean {
		const isThere = this.has(key);
		this.change({ change: 'delete', key }, 'supervisor');
		return isThere;
	}

	/** Deletes all entries. */
	clear(): void {
		this.change({ change: 'clear' }, 'supervisor');
	}

	/** @internal What can fail comes first, and what is cheap before that. @throws as `set()` */
	change(change: SharedChange, writer: Writer): void {
		if (!this.#hasEffect(change)) return;
		const entry = toEntry(change);
		if (change.change === 'set') this.#checkSize(checkKey(change.key), change.texts[0], writer);
		if (entry && writer === 'child' && entry.value === undefined)
			throw argumentError('value', 'JSON, and not nested too deeply', entry.text);
		const keys = change.change === 'clear' ? this.keys() : [change.key];
		for (const key of keys) this.#free(key);
		if (change.change === 'set') this.#charge(change.key, change.texts[0], writer);
		// The children first: they are further away.
		this.push(change);
		this.apply(change, entry);
	}

	#hasEffect(change: SharedChange): boolean {
		if (change.change === 'set') return true;
		return change.change === 'delete' ? this.has(change.key as SharedKey<Shared>) : this.size > 0;
	}

	#checkSize(key: string, text: string, writer: Writer): void {
		const size = sizeOf(key, text);
		const known = this.#writers.get(key);
		const freed = known ? this.#sizeOf(key) : 0;
		const total = this.#held.supervisor + this.#held.child - freed + size;
		if (total > this.limit) throw tooLarge(total, this.limit);
		const ofChildren = this.#held.child - (known === 'child' ? freed : 0) + size;
		const share = shareOfChildren(this.limit);
		if (writer === 'child' && ofChildren > share) throw tooLarge(ofChildren, share);
	}

	#charge(key: string, text: string, writer: Writer): void {
		this.#writers.set(key, writer);
		this.#held[writer] += sizeOf(key, text);
	}

	#free(key: string): void {
		const writer = this.#writers.get(key);
		if (writer) this.#held[writer] -= this.#sizeOf(key);
		this.#writers.delete(key);
	}

	#sizeOf(key: string): number {
		return sizeOf(key, this.textOf(key) ?? '');
	}
}
