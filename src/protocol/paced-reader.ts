import type { MessageReader } from './message-reader.js';
import { callNextTurn, hasTime } from './turn.js';

/** Where the chunks come from. */
interface Source {
	pause(): unknown;
	resume(): unknown;
}

/** Hands messages on, a few in each turn of the event loop; meanwhile their source is paused. */
export class PacedReader<Message> {
	#isPaused = false;
	/** What is left to do for the last message. */
	#steps: Iterator<void> | undefined;

	constructor(
		private readonly messages: MessageReader<Message>,
		private readonly source: Source,
		/** What takes long is returned, and done in steps before the next message. */
		private readonly onMessage: (message: Message) => Iterator<void> | void,
		/** Whether it may go on for now; else `goOn()` is called once it may. */
		private readonly mayRead: () => boolean = () => true,
	) {}

	/** The chunk is only lent. */
	read(chunk: Buffer): void {
		this.messages.push(chunk);
		if (!this.#isPaused) this.#work();
	}

	goOn(): void {
		if (this.#isPaused) this.#work();
	}

	readonly #work = (): void => {
		while (this.mayRead()) {
			if (!hasTime()) {
				callNextTurn(this.#work);
				return this.#pause(true);
			}
			if (this.#steps) {
				if (this.#steps.next().done) this.#steps = undefined;
				continue;
			}
			const message = this.messages.next();
			if (message === undefined) return this.#pause(false);
			this.#steps = this.onMessage(message) ?? undefined;
		}
		this.#pause(true);
	};

	#pause(isPaused: boolean): void {
		if (this.#isPaused === isPaused) return;
		this.#isPaused = isPaused;
		if (isPaused) this.source.pause();
		else this.source.resume();
	}
}
