import { createAbortController } from '../runtime/abort.js';
import { unlessAborted } from '../runtime/timeout.js';

/**
 * One stop at a time: a second call joins the first. Who gives up does so for itself alone: where the
 * first is aborted, whoever has joined it starts over.
 */
export class SingleFlight<Report> {
	#running: Promise<Report> | undefined;

	/** With `isLast` nothing is left to stop after the first that was not given up. */
	constructor(private readonly isLast: boolean) {}

	/** Whether one is running, or was the last. */
	get hasBegun(): boolean {
		return this.#running !== undefined;
	}

	/** Calls at once, or when the one that is running is over, however that goes. */
	afterwards(call: () => void): void {
		if (this.#running) this.#running.then(call, call);
		else call();
	}

	/** @throws the reason of `signal`, if that is aborted meanwhile; if it is already, nothing is done */
	async run(start: () => Promise<Report>, signal: AbortSignal | undefined): Promise<Report> {
		signal?.throwIfAborted();
		while (this.#running) {
			try {
				return await unlessAborted(this.#running, signal);
			} catch {
				signal?.throwIfAborted();
			}
		}
		let begin: (report: Promise<Report>) => void = () => {};
		const running = new Promise<Report>((resolve) => {
			begin = resolve;
		});
		// First of all: what is called by `start` may ask for a stop as well.
		this.#running = running;
		begin(start());
		try {
			const report = await running;
			if (!this.isLast) this.#running = undefined;
			return report;
		} catch (error) {
			this.#running = undefined;
			throw error;
		}
	}
}

const followers = new WeakMap<AbortSignal, AbortSignal>();

/** One listener for all children that are stopped at once: Node 20 warns of more than ten. */
export function shareSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
	if (!signal) return undefined;
	const known = followers.get(signal);
	if (known) return known;
	const controller = createAbortController();
	const abort = () => controller.abort(signal.reason);
	if (signal.aborted) abort();
	else signal.addEventListener('abort', abort, { once: true });
	followers.set(signal, controller.signal);
	return controller.signal;
}
