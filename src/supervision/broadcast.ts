/** What a supervisor tells all its children: the stop event, and the shared map of record. */
import { textOf } from '../errors.js';
import type { FromChild, SharedChange, ToChild } from '../protocol/messages.js';
import type { ChildLine } from './child-line.js';
import { WritableSharedMap } from './shared-map.js';
import { SettableStopEvent } from './stop-event.js';

export class Broadcast {
	readonly stopEvent = new SettableStopEvent();
	readonly shared: WritableSharedMap;
	readonly #lines = new Set<ChildLine>();

	constructor(sharedLimit: number | undefined) {
		this.shared = new WritableSharedMap((change) => this.#push(change), sharedLimit);
		this.stopEvent.signal.addEventListener('abort', () => {
			for (const line of this.#lines) line.send({ type: 'stop' });
		});
	}

	/** Who comes late gets the whole state. */
	add(line: ChildLine): void {
		this.#lines.add(line);
		line.send(...this.#state());
		if (this.stopEvent.isSet) line.send({ type: 'stop' });
	}

	remove(line: ChildLine): void {
		this.#lines.delete(line);
	}

	/** A child asks for a change; the answer comes after the change. */
	onRequest(line: ChildLine, { id, ...change }: Extract<FromChild, { type: 'request' }>): void {
		const answer = this.#change(id, change);
		line.sendOrPostpone(answer, answer, () => [answer]);
	}

	#change(id: number, change: SharedChange): ToChild {
		try {
			this.shared.change(change);
			return { type: 'answer', id };
		} catch (error) {
			const { code = 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', message } =
				error as NodeJS.ErrnoException;
			return { type: 'answer', id, error: { code, message: message ?? textOf(error) } };
		}
	}

	/** Who reads too slowly gets the whole state instead of all changes, once it reads again. */
	#push(change: SharedChange): void {
		for (const line of this.#lines) {
			line.sendOrPostpone({ type: 'change', ...change }, this.shared, () => this.#state());
		}
	}

	#state(): ToChild[] {
		return [{ type: 'state', entries: [...this.shared] }];
	}
}
