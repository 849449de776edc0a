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
			if (!isHandledByProgram() && take(error)) process.once('uncaughtException', ignore);
		};
	}

	/** Also after other code has taken our listener away. */
	listen(): void {
		const { listenerCount } = process;
		if (listenerCount.call(process, MONITOR, this.#listener) === 0)
			process.on(MONITOR, this.#listener);
	}

	stop(): void {
		process.removeListener(MONITOR, this.#listener);
	}
}

const MONITOR = 'uncaughtExceptionMonitor';

function isHandledByProgram(): boolean {
	return (
		process.listenerCount('uncaughtException') > 0 ||
		process.hasUncaughtExceptionCaptureCallback?.() === true
	);
}

function ignore(): void {}
