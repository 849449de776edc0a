import { EventEmitter } from 'node:events';

/** Those of `process` may be replaced by the program. */
const { on, once, removeListener, listenerCount } = EventEmitter.prototype;

/**
 * Uncaught exceptions and unhandled rejections. Node emits 'uncaughtExceptionMonitor' before it looks whether
 * anybody listens to 'uncaughtException'; so it is early enough to listen to that when there is an error to be
 * taken, and nobody sees such a listener otherwise. An unhandled rejection becomes an uncaught exception where
 * nobody listens to 'unhandledRejection' and `--unhandled-rejections` does not say otherwise.
 * https://nodejs.org/api/process.html#event-uncaughtexceptionmonitor
 */
export class UncaughtErrors {
	readonly #listener: (error: unknown) => void;

	/** `take` says whether it takes an error that nobody else handles; else Node goes on as without us. */
	constructor(take: (error: unknown) => boolean) {
		this.#listener = (error) => {
			if (!isHandledByProgram() && take(error)) once.call(process, 'uncaughtException', ignore);
		};
	}

	/** Also after other code has taken our listener away. */
	listen(): void {
		if (countListeners(MONITOR, this.#listener) === 0) on.call(process, MONITOR, this.#listener);
	}

	stop(): void {
		removeListener.call(process, MONITOR, this.#listener);
	}
}

const MONITOR = 'uncaughtExceptionMonitor';

function isHandledByProgram(): boolean {
	return (
		countListeners('uncaughtException') > 0 ||
		process.hasUncaughtExceptionCaptureCallback?.() === true
	);
}

function ignore(): void {}

function countListeners(event: string, listener?: (error: unknown) => void): number {
	return (listenerCount as (event: string, listener?: unknown) => number).call(
		process,
		event,
		listener,
	);
}
