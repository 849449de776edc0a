/** What the main thread and the guard thread share, without any event loop between them. */
import type { AskingSignal } from '../protocol/guard-line.js';

/** Numbers that are waited for; each a slot of an `Int32Array`. */
export const Field = {
	/** Counts what the main thread has said: the guard wakes when it changes. */
	WAKE: 0,
	/** A `Phase`. */
	PHASE: 1,
	/** Counts the answers of the main thread's event loop. */
	PULSE: 2,
	/** 1 while a debugger may be attached: then nothing is paused or terminated. */
	DEBUGGER: 3,
	/** A set of `SIGNAL_BITS`: those that only our own listener hears, so that they run the hooks. */
	SIGNALS: 4,
	/** How many bytes of the note are in use. */
	NOTE_LENGTH: 5,
} as const;

export const SIGNAL_BITS: Record<AskingSignal, number> = { SIGINT: 1, SIGTERM: 2 };

export const Phase = { WATCHING: 0, SHUTDOWN: 1, STOPPED: 2 } as const;

/** Times in ms of the monotonic clock, which is the same in all threads; each a slot of a `Float64Array`. */
export const Time = {
	/** When the shutdown ends by force. */
	DEADLINE: 0,
	/** Until then the main thread may be silent: a hook has its turn. */
	ALLOWANCE: 1,
	/** Set when the guard finds the parent gone: the grace period counts from then. */
	LIMIT: 2,
	/** While it is not 0: when a closed channel counts as the parent's end, though no probe says so. */
	DOUBT: 3,
} as const;

/** In bytes; a note that is longer is left out. */
const MAX_NOTE = 16 * 1024;

export interface SharedMemory {
	fields: Int32Array;
	times: Float64Array;
	/** JSON that the main thread leaves for the guard, which has no event loop to receive messages. */
	note: Uint8Array;
}

export function createSharedMemory(): SharedMemory {
	return {
		fields: new Int32Array(new SharedArrayBuffer(6 * Int32Array.BYTES_PER_ELEMENT)),
		times: new Float64Array(new SharedArrayBuffer(4 * Float64Array.BYTES_PER_ELEMENT)),
		note: new Uint8Array(new SharedArrayBuffer(MAX_NOTE)),
	};
}

/** Wakes the guard at once. */
export function wake({ fields }: SharedMemory): void {
	Atomics.add(fields, Field.WAKE, 1);
	Atomics.notify(fields, Field.WAKE);
}

export function writeNote({ fields, note }: SharedMemory, value: object): void {
	const text = Buffer.from(JSON.stringify(value));
	if (text.length > MAX_NOTE) return;
	note.set(text);
	Atomics.store(fields, Field.NOTE_LENGTH, text.length);
}

export function readNote<Note>({ fields, note }: SharedMemory): Note | undefined {
	const length = Atomics.load(fields, Field.NOTE_LENGTH);
	return length === 0 ? undefined : JSON.parse(Buffer.from(note.slice(0, length)).toString());
}

/** Whether only our own listener hears it. */
export function isForHooks({ fields }: SharedMemory, signal: AskingSignal): boolean {
	return (Atomics.load(fields, Field.SIGNALS) & SIGNAL_BITS[signal]) !== 0;
}
