/** What the supervisor asks on the guard line, and is answered though the main thread may be blocked. */
import type { AskingSignal } from '../protocol/guard-line.js';
import { GuardLine } from './line.js';
import { lookAtMainThread } from './look.js';
import { Field, type SharedMemory } from './shared-memory.js';

export class Questions {
	readonly #line: GuardLine;

	constructor(
		private readonly memory: SharedMemory,
		descriptor: number,
		/** Begins the URL of each file of ours, where they are files. */
		private readonly folder: string | undefined,
	) {
		this.#line = new GuardLine(descriptor);
	}

	/**
	 * Answers all that has been asked; a look at the main thread takes up to `ms`. Returns the signals that
	 * the supervisor says it has sent.
	 */
	async answer(ms: number): Promise<AskingSignal[]> {
		const messages = this.#line.read();
		const ids = messages.flatMap((message) => (message.type === 'trace' ? message.id : []));
		if (ids.length > 0) {
			for (const id of ids) this.#line.send({ type: 'looking', id });
			// While a debugger is attached, nothing is paused.
			const isDebugged = Atomics.load(this.memory.fields, Field.DEBUGGER) === 1;
			const sight = isDebugged
				? { seen: 'nothing' as const }
				: await lookAtMainThread(ms, this.folder);
			for (const id of ids) this.#line.send({ type: 'trace', id, ...sight });
		}
		return messages.flatMap((message) => (message.type === 'signalled' ? message.signal : []));
	}
}
