import type { Json, SharedChange } from '../protocol/messages.js';
import { MAX_SHARED_LIMIT, sizeOf, tooLarge, toText } from './shared-entry.js';
import { SharedMap } from './shared-map.js';

/** How a child changes the map: by asking the supervisor. */
export class ChildSharedMap extends SharedMap {
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
