/** Which signals run the hooks: the main thread says so in advance, as it may be blocked when it is asked. */
import type { AskingSignal } from '../protocol/guard-line.js';
import { Field, type SharedMemory, SIGNAL_BITS } from './shared-memory.js';

export interface OwnSignals {
	/** Listeners have come or gone. */
	update(): void;
	stop(): void;
}

/** The program may block right after it has added a listener, so of those we hear at once. */
export function tellOwnSignals(
	{ fields }: SharedMemory,
	read: () => readonly NodeJS.Signals[],
): OwnSignals {
	// It may be ours: that is told when it has been added.
	const onNewListener = (name: string | symbol): void => {
		Atomics.and(fields, Field.SIGNALS, ~bitOf(name));
	};
	const update = (): void => {
		const bits = read().reduce((set, signal) => set | bitOf(signal), 0);
		Atomics.store(fields, Field.SIGNALS, bits);
	};
	update();
	process.on('newListener', onNewListener);
	return { update, stop: () => void process.off('newListener', onNewListener) };
}

function bitOf(name: string | symbol): number {
	return SIGNAL_BITS[name as AskingSignal] ?? 0;
}
