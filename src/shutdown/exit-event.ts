import { EXIT_CALLED } from './call-hook.js';
import { readExitCode } from './exit-code.js';

/** `process` with what its types leave out. */
const host = process as unknown as {
	_exiting?: boolean;
	reallyExit: (code?: number) => never;
};

/** Hears the process exit, whatever called for it. Only synchronous work is possible then. */
export class ExitEvent {
	readonly #listener: (code: number) => void;

	constructor(onExit: (code: number) => void) {
		this.#listener = (code) => {
			// A test suite may emit the event by hand, and the process goes on.
			if (isExiting()) keepExiting(() => onExit(code));
		};
	}

	/** Also after other code has taken our listener away. */
	listen(): void {
		const isThere = process.listeners('exit').includes(this.#listener);
		// First: another listener that throws would end the round.
		if (!isThere) process.prependListener('exit', this.#listener);
		// A round that has begun does not reach a new listener.
		if (!isThere && host._exiting) this.#listener(readExitCode() ?? 0);
	}

	stop(): void {
		process.removeListener('exit', this.#listener);
	}
}

/** Node, Bun and Deno set it before they emit 'exit'; who does not know it exits for all we know. */
function isExiting(): boolean {
	return host._exiting !== false;
}

/**
 * While the process exits, a second `process.exit()` ends it at once, and the other hooks would lose
 * their turn. So for that moment it throws; the code that it was given stays.
 */
function keepExiting(run: () => void): void {
	const { reallyExit } = host;
	let isRunning = true;
	// Whoever wraps it meanwhile may keep it for longer than that.
	const refuse = (code?: number) => {
		if (isRunning) throw EXIT_CALLED;
		return reallyExit.call(process, code);
	};
	host.reallyExit = refuse;
	try {
		run();
	} finally {
		isRunning = false;
		if (host.reallyExit === refuse) host.reallyExit = reallyExit;
	}
}
