/** The supervisor's end of a lifeline, or of a guard line. */
import type { Socket } from 'node:net';
import type { FromChild, ToChild } from '../protocol/lifeline.js';
import { MessageReader } from '../protocol/message-reader.js';
import { type Checks, encode } from '../protocol/messages.js';
import { PacedReader } from '../protocol/paced-reader.js';
import { debug } from '../runtime/diagnostics.js';

/** How much may wait to be written, in bytes, before a child counts as one that does not read. */
const HIGH_WATER = 16 * 1024;

export interface LineOptions<From> {
	/** What it is called in warnings. */
	name: string;
	pid: number | undefined;
	checks: Checks;
	/** How long the texts behind a message may be, in bytes. */
	maxTexts?: number;
	onMessage(message: From): void;
}

export class ChildLine<From = FromChild, To extends { type: string } = ToChild> {
	/** What is written once the child reads again; the same thing once, and as it is by then. */
	readonly #postponed = new Map<unknown, () => string | Buffer>();
	readonly #reader: PacedReader<From>;
	readonly #name: string;
	#isRefused = false;

	constructor(
		private readonly socket: Socket,
		{ name, pid, checks, maxTexts, onMessage }: LineOptions<From>,
	) {
		this.#name = `${name} of pid ${pid}`;
		const sender = { name: this.#name, pid };
		const messages = new MessageReader<From>(sender, checks, maxTexts, () => {
			this.#isRefused = true;
			socket.destroy();
		});
		const mayRead = () => socket.destroyed || !this.#isBehind();
		this.#reader = new PacedReader(messages, socket, onMessage, mayRead);
		// A child that has ended is an EPIPE or ECONNRESET; its exit is told elsewhere.
		socket.on('error', (error) => debug('%s: %s', this.#name, error.message));
		socket.on('data', (chunk) => this.#reader.read(chunk));
		// The child itself keeps us alive; its lifeline, which others may have inherited, does not.
		socket.unref();
	}

	/** Whether anything can be said to the child. */
	get isOpen(): boolean {
		return this.socket.writable;
	}

	/** Whether the child has closed it: most often because it ends. */
	get isClosedByChild(): boolean {
		return !this.isOpen && !this.#isRefused;
	}

	/** For what nobody but this process decides about. */
	send(message: To): void {
		this.#write(encode(message));
	}

	/**
	 * For all that children provoke. To a child that is behind, `later` is written once it reads again; until
	 * then it is not listened to either. To another, `message` is, which may be less.
	 */
	sendWhenRead(what: unknown, later: () => string | Buffer, message?: Buffer): void {
		if (!this.#isBehind()) return this.#write(message ?? later());
		this.#postponed.set(what, later);
	}

	/** What the child has said before its end is still heard. */
	close(): void {
		for (let chunk = this.socket.read(); chunk !== null; chunk = this.socket.read())
			this.#reader.read(chunk);
		this.socket.destroy();
		this.#reader.goOn();
	}

	#isBehind(): boolean {
		return this.#postponed.size > 0 || this.socket.writableLength > HIGH_WATER;
	}

	#write(bytes: string | Buffer): void {
		if (this.socket.writable) this.socket.write(bytes, this.#onWritten);
	}

	/** Also where it failed: then the socket is closed. */
	readonly #onWritten = (): void => {
		for (const [what, later] of this.#postponed) {
			if (this.socket.writableLength > HIGH_WATER) return;
			this.#postponed.delete(what);
			this.#write(later());
		}
		this.#reader.goOn();
	};
}
