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

/** @throws the reason of `signal`, if that is aborted before */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return promise;
	return new Promise((resolve, reject) => {
		const onAbort = () => reject(signal.reason);
		const settle = () => signal.removeEventListener('abort', onAbort);
		signal.addEventListener('abort', onAbort);
		promise.then(resolve, reject).finally(settle);
	});
}
