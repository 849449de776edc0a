import { now, round } from '../../runtime/clock.js';
import { readOnly } from '../../runtime/read-only.js';
import { errorCode } from '../../runtime/system.js';
import { within } from '../../runtime/timeout.js';
import type { Entry } from './entry.js';

/** What became of an executor. */
export interface ExecutorReport {
	/** Its name: the option `name`, or that of its constructor. */
	readonly name: string;
	/**
	 * `closed` is what it did itself; `forced` was ended by force when its time was up; `failed` has
	 * thrown or rejected; `left` goes on: it did not end in time, and nothing could or did end it.
	 */
	readonly outcome: 'closed' | 'forced' | 'failed' | 'left';
	/** How long it took, in ms. */
	readonly ms: number;
	/** Why it failed. */
	readonly error?: unknown;
}

/** The part of the time that is kept for ending by force, and how much that is in ms at most. */
const FORCE_SHARE = 0.1;
export const FORCE_TIME = 500;

/** Those that are closed already say so with an error: that is what we want of them. */
const CLOSED_BEFORE = new Set([
	'ERR_SERVER_NOT_RUNNING',
	'ERR_SOCKET_DGRAM_NOT_RUNNING',
	'ERR_USE_AFTER_CLOSE',
	'ERR_DIR_CLOSED',
]);

type End = { error?: unknown };

/**
 * Closes it, by force when its time is up; settles within `ms`, whatever it does. Time in which this process
 * did not run does not count. Never rejects.
 */
export async function closeEntry(entry: Entry, ms: number): Promise<ExecutorReport> {
	const start = now();
	const report = (outcome: ExecutorReport['outcome'], end: End = {}): ExecutorReport => {
		return readOnly({ name: entry.name, outcome, ms: round(now() - start), ...end });
	};
	const { kind, timeout = Number.POSITIVE_INFINITY } = entry;
	const time = Math.min(timeout, ms - Math.min(ms * FORCE_SHARE, FORCE_TIME));
	const left = () => Math.max(ms - time, ms - (now() - start));
	const controller = new AbortController();
	entry.isClosing = true;

	const closing = attempt(() => kind.close(controller.signal));
	const closed = await within(closing, time, FAIR);
	if (closed && (!('error' in closed) || isClosedBefore(closed.error))) return report('closed');
	controller.abort();
	const forcing = kind.force && attempt(kind.force);
	if (closed) {
		// It has failed; what it has left running is ended, and how that goes changes nothing.
		if (forcing) await within(forcing, left(), FAIR);
		return report('failed', closed);
	}
	// Closing may well fail because of the force, or of the signal.
	const ended = closing.then((): End => ({}));
	const forced = forcing
		? await within(Promise.race([ended, forcing]), left(), FAIR)
		: await within(ended, Math.min(left(), FORCE_TIME), FAIR);
	if (!forced) return report('left');
	return 'error' in forced ? report('failed', forced) : report('forced');
}

const FAIR = { isFair: true };

/** Ends it by force as far as that goes synchronously; what it says to that does not matter. */
export function endNow({ kind, isClosing }: Entry): void {
	if (kind.force) void attempt(kind.force);
	else if (!isClosing) void attempt(() => kind.close(AbortSignal.abort()));
}

/** Runs it at once, and resolves when it has ended, however that was. */
async function attempt(run: () => unknown): Promise<End> {
	try {
		await run();
		return {};
	} catch (error) {
		return { error };
	}
}

function isClosedBefore(error: unknown): boolean {
	return CLOSED_BEFORE.has(errorCode(error) ?? '');
}
