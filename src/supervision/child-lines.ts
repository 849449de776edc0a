/** What is said to one child over its lines, and what it says of itself. */
import type { Socket } from 'node:net';
import { type AskingSignal, FROM_GUARD, type ToGuard } from '../protocol/guard-line.js';
import { FROM_CHILD, type FromChild, type ToChild } from '../protocol/lifeline.js';
import { encode } from '../protocol/messages.js';
import { nextTurn } from '../runtime/slices.js';
import { setTimeout } from '../runtime/system.js';
import { ChildLine } from './child-line.js';
import { type GuardLine, type Trace, Tracer, UNKNOWN } from './trace.js';

/** How long a process may still be there once its descriptors are closed, in ms (exit_mm, core dumps). */
const EXIT_TIME = 500;

export interface ChildLinesOptions {
	pid: number | undefined;
	lifeline: Socket | null;
	guardLine: Socket | null;
	/** Whether it was given a guard; else it says so once it has started one itself. */
	isGuarded: boolean;
	/** Whether it was given the preload. */
	watches: boolean;
	/** How much it may send behind a message, in bytes. */
	maxTexts: number;
	onMessage(message: FromChild): void;
}

export class ChildLines {
	readonly lifeline: ChildLine | undefined;
	readonly #guardLine: GuardLine | undefined;
	readonly #tracer = new Tracer();
	#hasSaidHello = false;
	#isClosed = false;
	#isGuarded: boolean;
	#watches: boolean;
	#onIgnored: () => void = () => {};

	constructor(options: ChildLinesOptions) {
		const { pid, lifeline, guardLine, isGuarded, watches, maxTexts, onMessage } = options;
		this.#watches = watches;
		this.#isGuarded = isGuarded;
		if (pid === undefined) return;
		if (lifeline) {
			this.lifeline = new ChildLine(lifeline, {
				name: 'lifeline',
				pid,
				checks: FROM_CHILD,
				maxTexts,
				onMessage: (message) => {
					this.#onMessage(message);
					onMessage(message);
				},
			});
		}
		if (guardLine) {
			this.#guardLine = new ChildLine(guardLine, {
				name: 'guard line',
				pid,
				checks: FROM_GUARD,
				onMessage: (message) => this.#tracer.onGuard(message),
			});
		}
	}

	/** Whether it loads the watchdog: as far as we know, until it has said so. */
	get watches(): boolean {
		return this.#watches;
	}

	sendStopEvent(): void {
		this.lifeline?.send({ type: 'stop' });
	}

	/** Resolves if it cannot be told, or says from now on that nothing in it looks at its stop event. */
	ignoresStopEvent(): Promise<void> {
		const { lifeline } = this;
		if (!lifeline || (!lifeline.isOpen && !lifeline.isClosedByChild)) return Promise.resolve();
		return new Promise((resolve) => {
			this.#onIgnored = resolve;
			// SIGTERM would change the exit code of a process that is exiting.
			if (lifeline.isClosedByChild) setTimeout(resolve, EXIT_TIME).unref();
		});
	}

	/** Asks in place of a signal, which is no question on Windows; false if it would not hear that. */
	ask(message: ToChild): boolean {
		if (!this.#hasSaidHello || !this.lifeline) return false;
		this.lifeline.send(message);
		return true;
	}

	/** Its guard sees to it that the signal is heard, even when the main thread is blocked. */
	announceSignal(signal: AskingSignal): void {
		if (!this.#isGuarded) return;
		const message: ToGuard = { type: 'signalled', signal };
		this.#guardLine?.sendWhenRead(signal, () => encode(message));
	}

	/** What it is doing. */
	async trace(timeout: number): Promise<Omit<Trace, 'sent'>> {
		// That it has a guard may have been said, and be read in this very turn.
		if (!this.#isGuarded) await nextTurn();
		if (!this.lifeline || this.#isClosed || !this.#watches) return UNKNOWN;
		const guardLine = this.#isGuarded ? this.#guardLine : undefined;
		return this.#tracer.ask(this.lifeline, guardLine, timeout);
	}

	close(): void {
		this.#isClosed = true;
		this.lifeline?.close();
		this.#guardLine?.close();
		this.#tracer.end();
	}

	#onMessage(message: FromChild): void {
		if (message.type === 'hello') {
			this.#hasSaidHello = true;
			this.#watches = true;
		}
		if (message.type === 'guarded') this.#isGuarded = true;
		if (message.type === 'heard' && !message.stop) this.#onIgnored();
		if (message.type === 'trace') this.#tracer.onMainThread(message);
	}
}
