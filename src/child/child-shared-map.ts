import type { SharedChange } from '../protocol/lifeline.js';
import { checkKey, toText } from './shared-entry.js';
import { type AnyShared, type SharedKey, SharedMap } from './shared-map.js';

/** The shared map as a child has it, which changes it by asking the supervisor. Only a type: see `shared`. */
export class ChildSharedMap<Shared extends object = AnyShared> extends SharedMap<Shared> {
	constructor(
		private readonly request: (change: SharedChange | { change: 'nothing' }) => Promise<void>,
	) {
		super();
	}

	/**
	 * Asks the supervisor to set an entry; resolves when that is done, and seen here. Without a supervisor
	 * the map belongs to this process alone.
	 *
	 * Rejects as the supervisor's `set()` throws, but here with `ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE` if
	 * the children would take more than their share; with `ERR_PARENT_WATCHDOG_READ_ONLY` if they may not
	 * change the map; with `ERR_PARENT_WATCHDOG_NO_SUPERVISOR` if the supervisor is gone.
	 */
	async set<Key extends SharedKey<Shared>>(key: Key, value: Shared[Key]): Promise<void> {
		await this.request({ change: 'set', key: checkKey(key), texts: [toText(value)] });
	}

	/** Asks the supervisor to delete an entry; resolves when that is done. Rejects as `set()`. */
	async delete(key: SharedKey<Shared>): Promise<void> {
		await this.request({ change: 'delete', key: checkKey(key) });
	}

	/** Deletes all entries, also those that have not arrived here. */
	async clear(): Promise<void> {
		await this.request({ change: 'clear' });
	}

	/** Resolves when all that the supervisor had set before is here. */
	async sync(): Promise<void> {
		await this.request({ change: 'nothing' });
	}
}
