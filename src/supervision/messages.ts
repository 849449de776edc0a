/** What travels on a lifeline: one JSON object a line, in both directions. */
import { isBoolean, isId, isMissingOr, isNames, type Shape } from '../protocol/messages.js';

/** What JSON can hold. */
export type Json =
	| string
	| number
	| boolean
	| null
	| readonly Json[]
	| { readonly [name: string]: Json };

/** A change of the shared map. */
export interface SharedChange {
	set?: readonly (readonly [string, Json])[];
	delete?: readonly string[];
}

/** From the supervisor to its child. */
export type ToChild =
	/** The stop event is set. */
	| { type: 'stop' }
	/** As Ctrl+C and as SIGTERM, where signals cannot be handled. */
	| { type: 'interrupt' }
	| { type: 'terminate' }
	/** The whole shared map, or a change of it. */
	| { type: 'state'; entries: readonly (readonly [string, Json])[] }
	| ({ type: 'change' } & SharedChange)
	/** A request was done, or why not. */
	| { type: 'answer'; id: number; error?: { code: string; message: string } }
	/** What are you doing? */
	| { type: 'trace'; id: number };

/** From a child to its supervisor. */
export type FromChild =
	/** The child has loaded the watchdog. */
	| { type: 'hello'; pid: number }
	/** Whether anything in the child looks at its stop event. */
	| { type: 'heard'; stop: boolean }
	/** Change the shared map, and answer. */
	| ({ type: 'request'; id: number } & SharedChange)
	/** What keeps it busy: the names of its active resources. */
	| { type: 'trace'; id: number; resources: readonly string[] };

const isEntries = (value: unknown) =>
	Array.isArray(value) &&
	value.every(
		(entry) => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string',
	);
const isError = (value: unknown) =>
	typeof (value as { message?: unknown } | null)?.message === 'string';

export const TO_CHILD: Record<ToChild['type'], Shape> = {
	stop: {},
	interrupt: {},
	terminate: {},
	state: { entries: isEntries },
	change: { set: isMissingOr(isEntries), delete: isMissingOr(isNames) },
	answer: { id: isId, error: isMissingOr(isError) },
	trace: { id: isId },
};

export const FROM_CHILD: Record<FromChild['type'], Shape> = {
	hello: { pid: isId },
	heard: { stop: isBoolean },
	request: { id: isId, set: isMissingOr(isEntries), delete: isMissingOr(isNames) },
	trace: { id: isId, resources: isNames },
};
