import { debug } from '../runtime/diagnostics.js';
import { isMainThread } from '../runtime/system.js';
import { countSignalExit } from './signal-exit.js';

/** Taken at load: the process has to end also where the program has replaced it. */
const { removeListener } = process;

/**
 * The signals that we listen to. A listener replaces the default action, so there is none before the first
 * hook. Those about which nobody else decides start the shutdown.
 */
export class Signals {
	readonly #listeners = new Map<NodeJS.Signals, () => void>();
	#isReleased = false;

	constructor(private readonly onSignal: (signal: NodeJS.Signals) => void) {}

	/** Those that run the hooks, because nobody but us hears them. */
	get own(): NodeJS.Signals[] {
		return [...this.#listeners.keys()].filter(
			(signal) => this.#isThere(signal) && !this.isHeardByProgram(signal),
		);
	}

	/**
	 * To just these; returns whether anything has changed. What stays is not touched: a signal that nobody
	 * listens to for a moment is lost. Other code may have taken our listener away (`removeAllListeners`): then
	 * we listen again, unless it has one of its own now.
	 */
	listen(signals: readonly NodeJS.Signals[]): boolean {
		// Signals reach the main thread alone.
		if (!isMainThread || this.#isReleased) return false;
		const added = signals.filter((signal) => !this.#listeners.has(signal) || this.#isLost(signal));
		const dropped = [...this.#listeners.keys()].filter((signal) => !signals.includes(signal));
		for (const signal of added) this.#add(signal);
		for (const signal of dropped) this.#drop(signal);
		return added.length + dropped.length > 0;
	}

	/** The process ends: from now on they have their default action, or are the program's to handle. */
	release(): void {
		this.#isReleased = true;
		for (const signal of this.#listeners.keys()) this.#drop(signal);
	}

	/** Whether the program has a listener of its own. */
	isHeardByProgram(signal: NodeJS.Signals): boolean {
		const ours = this.#isThere(signal) ? 1 : 0;
		return process.listenerCount(signal) - ours - countSignalExit(signal) > 0;
	}

	#isLost(signal: NodeJS.Signals): boolean {
		return !this.#isThere(signal) && !this.isHeardByProgram(signal);
	}

	#isThere(signal: NodeJS.Signals): boolean {
		const listener = this.#listeners.get(signal);
		return listener !== undefined && process.rawListeners(signal).includes(listener);
	}

	#add(signal: NodeJS.Signals): void {
		// Whoever emits the event by hand may leave out its name.
		const listener = () => {
			const isHeard = this.isHeardByProgram(signal);
			debug('received %s; the program %s', signal, isHeard ? 'decides' : 'does not listen');
			if (!isHeard) this.onSignal(signal);
		};
		this.#listeners.set(signal, listener);
		try {
			// First, so that a listener that was added with once() is still there to be counted.
			process.prependListener(signal, listener);
		} catch (error) {
			debug('%s cannot be handled here: %s', signal, (error as Error).message);
		}
	}

	#drop(signal: NodeJS.Signals): void {
		const listener = this.#listeners.get(signal);
		this.#listeners.delete(signal);
		if (listener) removeListener.call(process, signal, listener);
	}
}
