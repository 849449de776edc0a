import { debug } from '../runtime/diagnostics.js';
import { startFairClock } from '../runtime/timeout.js';
import { closeEntry, type ExecutorReport, endNow } from './executors/closing.js';
import { createEntry, type Entry, type UseOptions } from './executors/entry.js';

export type { ExecutorReport, UseOptions };

/**
 * What is to be closed before the children are stopped: pools, workers, servers, anything that can be
 * closed. As Python's `shutdown(wait=True, cancel_futures=True)`: what runs is waited for, what is queued
 * is cancelled; and within a time, which Python does not know.
 */
export class Executors {
	readonly #entries = new Map<object, Entry>();
	/** Being closed, or not known to be closed by the end of that: `closeNow()` still ends them. */
	readonly #unfinished = new Set<Entry>();
	#closing: Promise<ExecutorReport[]> | undefined;

	/** Those that are not closed yet. */
	get size(): number {
		return this.#entries.size;
	}

	/**
	 * @returns the executor; the same one twice is one, with the options that were given last
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` where nothing says how to close it
	 */
	use<T extends object>(executor: T, options?: UseOptions<T>): T {
		const known = this.#entries.get(executor);
		// One that is being closed has its options already.
		if (known && (options === undefined || known.isClosing)) return executor;
		const entry = createEntry(executor, options as UseOptions | undefined);
		known?.unwatch();
		entry.unwatch = entry.kind.watch?.(() => this.release(executor)) ?? entry.unwatch;
		this.#entries.set(executor, entry);
		return executor;
	}

	/** Its owner has closed it, or will. False if it was not used here. */
	release(executor: object): boolean {
		this.#entries.get(executor)?.unwatch();
		for (const entry of this.#unfinished) {
			if (entry.executor === executor) this.#unfinished.delete(entry);
		}
		return this.#entries.delete(executor);
	}

	/**
	 * Closes all at once, also those that are used meanwhile, within `ms`, in which time that this process did not
	 * run does not count. A second call joins the first.
	 */
	close(ms: number): Promise<ExecutorReport[]> {
		this.#closing ??= this.#closeAll(ms).finally(() => {
			this.#closing = undefined;
		});
		return this.#closing;
	}

	/** Ends by force what is not closed, without the event loop: the process is exiting. */
	closeNow(): void {
		for (const entry of new Set([...this.#unfinished, ...this.#entries.values()])) endNow(entry);
		this.#unfinished.clear();
		this.#entries.clear();
	}

	async #closeAll(ms: number): Promise<ExecutorReport[]> {
		const clock = startFairClock();
		const reports: ExecutorReport[] = [];
		while (this.#entries.size > 0) {
			const left = Math.max(0, ms - clock.read());
			const round = [...this.#entries.values()].map((entry) => this.#closeOne(entry, left));
			reports.push(...(await Promise.all(round)));
		}
		clock.stop();
		return reports;
	}

	async #closeOne(entry: Entry, ms: number): Promise<ExecutorReport> {
		this.#unfinished.add(entry);
		const report = await closeEntry(entry, ms);
		debug('executor %s: %s after %s ms', report.name, report.outcome, report.ms.toFixed(1));
		entry.unwatch();
		if (report.outcome !== 'left') this.#unfinished.delete(entry);
		if (this.#entries.get(entry.executor) === entry) this.#entries.delete(entry.executor);
		return report;
	}
}
