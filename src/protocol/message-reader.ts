import { debug, publish } from '../runtime/diagnostics.js';
import { describe, ParentWatchdogError } from '../runtime/errors.js';
import { LineBuffer } from './line-buffer.js';
import { type Checks, decode, MAX_HEADER } from './messages.js';

/** After so many lines that are no message, nothing more is read: who sends them will send more. */
const MAX_MALFORMED = 10;

/** Reads messages out of chunks. A line that is none is reported and ignored, never fatal. */
export class MessageReader<Message> {
	readonly #lines: LineBuffer;
	#malformed = 0;

	constructor(
		/** Who sends them: `lifeline of pid 5`. */
		private readonly sender: { name: string; pid: number | undefined },
		private readonly checks: Checks,
		/** How long the texts behind a message may be, in bytes. */
		maxTexts = 0,
		private readonly onGivenUp: () => void = () => {},
	) {
		this.#lines = new LineBuffer(MAX_HEADER + maxTexts);
	}

	/** Whether so much was no message that the rest is ignored. */
	get hasGivenUp(): boolean {
		return this.#malformed >= MAX_MALFORMED;
	}

	/** The chunk is only lent. */
	push(chunk: Buffer): void {
		if (!this.hasGivenUp) this.#lines.push(chunk);
	}

	/** `undefined` if there is none for now. */
	next(): Message | undefined {
		while (!this.hasGivenUp) {
			const line = this.#lines.next();
			if (!line) return undefined;
			const message = decode(line, this.checks);
			if (message) return message as Message;
			const shown = describe(line.bytes.toString('utf8', 0, SHOWN));
			this.#report(line.isCut ? `a line that is too long: ${shown}` : `no message: ${shown}`);
		}
		return undefined;
	}

	#report(problem: string): void {
		const { name, pid } = this.sender;
		this.#malformed += 1;
		debug('%s: ignored %s', name, problem);
		publish('lifeline', { pid, problem });
		if (!this.hasGivenUp) return;
		const message = `${name}: ${MAX_MALFORMED} lines were no message, so it is not read any more; the last was ${problem}`;
		process.emitWarning(new ParentWatchdogError('ERR_PARENT_WATCHDOG_PROTOCOL', message));
		this.onGivenUp();
	}
}

/** How much of a line is shown, in bytes. */
const SHOWN = 200;
