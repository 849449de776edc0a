import type { Source } from '../protocol/verdict.js';
import { now } from '../runtime/clock.js';
import { setImmediate, setTimeout } from '../runtime/system.js';

export interface Suspicion {
	source: Source;
	since: number;
	/** Who has said so, and when the burst began: anew with each, for the parent may begin to die only then. */
	sources: Set<Source>;
	begun: number;
	/** A closed channel: together with an unknown parent that means gone. */
	closed: boolean;
	/** Called when the parent turns out to live, so that what was held back can go on. */
	cleared: (() => void)[];
	held: NodeJS.Timeout | undefined;
}

/**
 * How long a suspicion is probed, in ms. A dying process closes its files before its children get a new
 * parent; where nothing shows that it dies (`/proc`), 190 ms were seen while it dumped its core.
 */
export const BURST = 500;

const nothing = new Int32Array(new SharedArrayBuffer(4));

export function createSuspicion(source: Source): Suspicion {
	const since = now();
	const sources = new Set([source]);
	return { source, since, sources, begun: since, closed: false, cleared: [], held: undefined };
}

/** Where that is urgent, at first right here, then in every turn of the event loop; then ever more slowly. */
export function scheduleProbe(age: number, isUrgent: boolean, probe: () => void): void {
	if (age < 1 && isUrgent) {
		// The parent may need this very processor to die.
		Atomics.wait(nothing, 0, 0, 0.05);
		probe();
	} else if (age < 5 && isUrgent) setImmediate(probe);
	else setTimeout(probe, age < 50 ? 1 : 10).unref();
}
