import type { Source, Verdict } from '../protocol/verdict.js';
import { now } from '../runtime/clock.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { clearTimeout, setImmediate, setTimeout } from '../runtime/system.js';

/**
 * How long a suspicion is probed, in ms. A dying process closes its files before its children get a new
 * parent; where nothing shows that it dies (`/proc`), 190 ms were seen while it dumped its core.
 */
export const BURST = 500;

/** Not every embedder has shared memory. */
const nothing =
	typeof SharedArrayBuffer === 'function' ? new Int32Array(new SharedArrayBuffer(4)) : undefined;

/** What is known of a verdict before it is given. */
export type Finding = Pick<Verdict, 'parentPid' | 'detectedBy' | 'suspectedAt'>;

export class Suspicion {
	readonly since = now();
	/** A closed channel: together with an unknown parent that means gone. */
	closed = false;
	/** Called when the parent turns out to live, so that what was held back can go on. */
	readonly #cleared: (() => void)[] = [];
	readonly #sources = new Set<Source>();
	/** When the burst of the last new source began: the parent may begin to die only then. */
	#begun = this.since;
	#held: NodeJS.Timeout | undefined;

	constructor(readonly source: Source) {
		debug('%s: is the parent gone?', source);
		publish('suspicion', { source, time: this.since, burst: BURST });
	}

	add(source: Source, closed: boolean, cleared: (() => void) | undefined): void {
		this.closed ||= closed;
		if (!this.#sources.has(source)) this.#begun = now();
		this.#sources.add(source);
		if (cleared) this.#cleared.push(cleared);
	}

	/** How long it has been probed since the last new source, in ms. */
	get age(): number {
		return now() - this.#begun;
	}

	/** Keeps the event loop going for up to `ms`, until `over`; `released` comes last. */
	hold(ms: number, released: () => void, over: () => void): void {
		this.#cleared.push(released);
		this.#held ??= setTimeout(over, ms);
	}

	stopHolding(): void {
		clearTimeout(this.#held);
	}

	/** What was held back goes on. */
	release(): void {
		// Each in a turn of its own: an error that goes on may be uncaught, and must not cost the rest theirs.
		for (const cleared of this.#cleared) setImmediate(cleared);
	}
}

/** Where that is urgent, at first right here, then in every turn of the event loop; then ever more slowly. */
export function scheduleProbe(age: number, isUrgent: boolean, probe: () => void): void {
	if (age < 1 && isUrgent) {
		// The parent may need this very processor to die.
		pause(0.05);
		probe();
	} else if (age < 5 && isUrgent) setImmediate(probe);
	else setTimeout(probe, age < 50 ? 1 : 10).unref();
}

/** Holds the event loop for so many ms, where it can. */
export function pause(ms: number): void {
	if (nothing) Atomics.wait(nothing, 0, 0, ms);
}

/** What the probes say of a suspicion, for the log and for whoever subscribed. */
export function announce(
	verdict: 'gone' | 'alive' | 'unknown' | 'unreachable',
	{ parentPid, detectedBy: source, suspectedAt }: Finding,
): void {
	const decidedAt = now();
	const ms = (decidedAt - suspectedAt).toFixed(1);
	debug('%s: the parent (pid %d) is %s, after %s ms', source, parentPid, verdict, ms);
	publish('verdict', { verdict, parentPid, source, suspectedAt, decidedAt });
}
