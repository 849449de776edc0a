import type { Settings } from '../options.js';
import type { Sequence } from './sequence.js';
import { UncaughtErrors } from './uncaught.js';

/**
 * Uncaught errors before a shutdown has begun: while it is suspected that the parent is gone, since that may be
 * what they come from; and always, while there are hooks, with the option `uncaught`.
 */
export class EarlyErrors {
	readonly #errors = new UncaughtErrors((error) => this.#take(error));
	#hasHooks = false;
	#isSuspected = false;
	#settle: () => void = () => {};

	constructor(
		private readonly settings: { readonly current: Settings },
		private readonly sequence: Sequence,
	) {}

	setHasHooks(hasHooks: boolean): void {
		this.#hasHooks = hasHooks;
		this.listen();
	}

	/** Whether it is suspected that the parent is gone; `settle` decides it here and now. */
	setSuspicion(isOpen: boolean, settle: () => void): void {
		this.#isSuspected = isOpen;
		this.#settle = settle;
		this.listen();
	}

	listen(): void {
		const isWanted = this.settings.current.uncaught || this.#isSuspected;
		if (isWanted && this.#hasHooks && !this.sequence.reason) this.#errors.listen();
		else this.#errors.stop();
	}

	/** The process would end now, so the verdict cannot wait for the event loop. */
	#take(error: unknown): boolean {
		const { sequence, settings } = this;
		// A connection to a parent that is gone may fail before anything else tells of its end.
		if (this.#isSuspected || isOfConnection(error)) this.#settle();
		if (sequence.reason) sequence.addError(error);
		else if (settings.current.uncaught) {
			// It is told first, and ends the process once the hooks are done.
			sequence.end.addError(error, false);
			sequence.begin({ type: 'exit', exitCode: 1, cause: error });
		}
		return sequence.reason !== undefined;
	}
}

const CONNECTION_LOST =
	/^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ERR_IPC_CHANNEL_CLOSED)$/;
/** `fetch()` tells it in a cause, which may have another. */
const MOST_CAUSES = 4;

function isOfConnection(error: unknown): boolean {
	let cause = error as { code?: unknown; cause?: unknown } | null | undefined;
	for (let left = MOST_CAUSES; left > 0 && cause; left--) {
		if (CONNECTION_LOST.test(String(cause.code))) return true;
		cause = cause.cause as typeof cause;
	}
	return false;
}
