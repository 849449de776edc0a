import { EventEmitter } from 'node:events';
import { argumentError, ParentWatchdogError } from '../errors.js';
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
		for (const event of events) this.#tell(...event);
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
	#tell(...event: SharedMapEvents['change']): void {
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

/** How much a shared map may hold, in bytes of its JSON, keys and values. */
export const DEFAULT_SHARED_LIMIT = 256 * 1024;
/** The largest limit. */
export const MAX_SHARED_LIMIT = 4 * DEFAULT_SHARED_LIMIT;

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

/** How a child changes the map: by asking the supervisor. */
export class MemberSharedMap extends SharedMap {
	constructor(private readonly request: (change: SharedChange) => Promise<void>) {
		super();
	}

	/**
	 * Asks the supervisor to set an entry; resolves when that is done, and seen here. Without a supervisor
	 * the map belongs to this process alone.
	 *
	 * Rejects as the supervisor's `set()` throws, and with code `ERR_PARENT_WATCHDOG_NO_SUPERVISOR` if
	 * the supervisor is gone.
	 */
	async set(key: string, value: Json): Promise<void> {
		const text = toText(key, value);
		const size = sizeOf(key, text);
		// A line of that length would be ignored, and never answered.
		if (size > MAX_SHARED_LIMIT) throw tooLarge(size, MAX_SHARED_LIMIT);
		await this.request({ set: [[key, JSON.parse(text)]] });
	}

	async delete(key: string): Promise<void> {
		await this.request({ delete: [key] });
	}

	/** Deletes all entries, also those that have not arrived here. */
	async clear(): Promise<void> {
		await this.request({ clear: true });
	}

	/** Resolves when all that the supervisor had set before is here. */
	async sync(): Promise<void> {
		await this.request({});
	}
}

function toText(key: unknown, value: unknown): string {
	if (typeof key !== 'string') throw argumentError('key', 'a string', key);
	const text = toJson(value);
	if (text === undefined) throw argumentError('value', 'something that JSON can hold', value);
	return text;
}

function toJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		// It refers to itself, or holds a bigint.
		return undefined;
	}
}

function sizeOf(key: string, text: string): number {
	return Buffer.byteLength(key) + Buffer.byteLength(text);
}

function tooLarge(bytes: number, limit: number): ParentWatchdogError {
	return new ParentWatchdogError(
		'ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE',
		`the shared map would hold ${bytes} bytes, but its limit is ${limit}`,
	);
}
