/** What a supervisor tells all its children: the stop event, and the shared map of record. */

import { SettableStopEvent } from '../child/stop-event.js';
import type { FromChild, SharedChange, ToChild } from '../protocol/messages.js';
import { textOf } from '../runtime/errors.js';
import type { ChildLine } from './child-line.js';
import { WritableSharedMap } from './writable-shared-map.js';

export class Broadcast {
	readonly stopEvent = new SettableStopEvent();
	readonly shared: WritableSharedMap;
	readonly #lines = new Set<ChildLine>();
	/** Those that somebody reads: what is pushed to the others would only fill our memory. */
	readonly #read = new Set<ChildLine>();

	constructor(sharedLimit: number | undefined) {
		this.shared = new WritableSharedMap((change) => this.#push(change), sharedLimit);
		this.stopEvent.signal.addEventListener('abort', () => {
			for (const line of this.#lines) line.send({ type: 'stop' });
		});
	}

	add(line: ChildLine): void {
		this.#lines.add(line);
	}

	/** Who comes late gets the whole state; behind a shell, one child may come after another. */
	onHello(line: ChildLine): void {
		this.#read.add(line);
		if (this.shared.size > 0) line.sendOrPostpone(this.#state(), this.shared, () => this.#state());
		if (this.stopEvent.isSet) line.send({ type: 'stop' });
	}

	remove(line: ChildLine): void {
		this.#lines.delete(line);
		this.#read.delete(line);
	}

	/** A child asks for a change; the answer comes after the change. */
	onRequest(line: ChildLine, { id, ...change }: Extract<FromChild, { type: 'request' }>): void {
		const answer = this.#change(id, change);
		line.sendOrPostpone(answer, answer, () => answer);
	}

	#change(id: number, { clear, set = [], delete: deleted = [] }: SharedChange): ToChild {
		try {
			if (clear) this.shared.clear();
			for (const [key, value] of set) this.shared.set(key, value);
			for (const key of deleted) this.shared.delete(key);
			return { type: 'answer', id };
		} catch (error) {
			const { code = 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', message } =
				error as NodeJS.ErrnoException;
			return { type: 'answer', id, error: { code, message: message ?? textOf(error) } };
		}
	}

	/** Who reads too slowly gets the whole state instead of all changes, once it reads again. */
	#push(change: SharedChange): void {
		for (const line of this.#read) {
			line.sendOrPostpone({ type: 'change', ...change }, this.shared, () => this.#state());
		}
	}

	#state(): ToChild {
		return { type: 'state', entries: [...this.shared] };
	}
}
