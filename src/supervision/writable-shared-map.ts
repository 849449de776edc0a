import { DEFAULT_SHARED_LIMIT, sizeOf, tooLarge, toText } from '../child/shared-entry.js';
import { SharedMap } from '../child/shared-map.js';
import type { Json, SharedChange } from '../protocol/messages.js';

/** The map of record. */
export class WritableSharedMap extends SharedMap {
	readonly #sizes = new Map<string, number>();
	#total = 0;

	constructor(
		private readonly push: (change: SharedChange) => void,
		private readonly limit = DEFAULT_SHARED_LIMIT,
	) {
		super();
	}

	/**
	 * Sets an entry, here and in all children.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` if the key is not a string or the
	 * value nothing that JSON can hold; a `ParentWatchdogError` with code
	 * `ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE` if the map would hold more than its limit.
	 */
	set(key: string, value: Json): this {
		const text = toText(key, value);
		const size = sizeOf(key, text);
		const total = this.#total + size - (this.#sizes.get(key) ?? 0);
		if (total > this.limit) throw tooLarge(total, this.limit);
		this.#total = total;
		this.#sizes.set(key, size);
		this.#commit({ set: [[key, JSON.parse(text)]] });
		return this;
	}

	/** Returns whether there was such an entry. */
	delete(key: string): boolean {
		if (!this.has(key)) return false;
		this.#total -= this.#sizes.get(key) ?? 0;
		this.#sizes.delete(key);
		this.#commit({ delete: [key] });
		return true;
	}

	clear(): void {
		if (this.size === 0) return;
		this.#total = 0;
		this.#sizes.clear();
		this.#commit({ clear: true });
	}

	/** The children first: they are further away. */
	#commit(change: SharedChange): void {
		this.push(change);
		this.apply(change);
	}
}
