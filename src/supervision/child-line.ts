/** The supervisor's end of a lifeline, or of a guard line. */
import type { Socket } from 'node:net';
import type { FromGuard, ToGuard } from '../protocol/guard-line.js';
import { encode, type FromChild, readMessages, type ToChild } from '../protocol/messages.js';
import type { Shape } from '../protocol/shapes.js';
import { debug, publish } from '../runtime/diagnostics.js';

/** How much may wait to be written, in bytes, before a child counts as one that does not read. */
const HIGH_WATER = 1024 * 1024;

export class ChildLine<
	From extends FromChild | FromGuard = FromChild,
	To extends ToChild | ToGuard = ToChild,
> {
	/** What is said once the child reads again; the same thing once. */
	readonly #postponed = new Map<unknown, () => To>();

	constructor(
		private readonly socket: Socket,
		pid: number | undefined,
		shapes: Record<From['type'], Shape>,
		onMessage: (message: From) => void,
	) {
		const onMalformed = (problem: string) => {
			debug('lifeline of pid %d: ignored %s', pid, problem);
			publish('lifeline', { pid, problem });
		};
		// A child that has ended is an EPIPE or ECONNRESET; its exit is told elsewhere.
		socket.on('error', (error) => debug('lifeline of pid %d: %s', pid, error.message));
		socket.on('data', readMessages<From>(shapes, onMessage, onMalformed));
		socket.on('drain', () => this.#catchUp());
		// The child itself keeps us alive; its lifeline, which others may have inherited, does not.
		socket.unref();
	}

	send(message: To): void {
		if (this.socket.writable) this.socket.write(encode(message));
	}

	/**
	 * For what may be many. A child that is behind hears it later, `what` only once and as it is by then;
	 * until then it is not listened to either.
	 */
	sendOrPostpone(message: To, what: unknown, later: () => To): void {
		const isBehind = this.#postponed.size > 0 || this.socket.writableLength > HIGH_WATER;
		if (!isBehind) return this.send(message);
		this.#postponed.set(what, later);
		this.socket.pause();
	}

	close(): void {
		this.socket.destroy();
	}

	#catchUp(): void {
		const postponed = [...this.#postponed.values()];
		this.#postponed.clear();
		for (const later of postponed) this.send(later());
		this.socket.resume();
	}
}
