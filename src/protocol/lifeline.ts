/** What travels on a lifeline, in both directions. */
import { type Checks, type Fields, isId, isText, parse } from './messages.js';
import type { ParentEnd } from './verdict.js';

/** What JSON can hold. */
export type Json =
	| string
	| number
	| boolean
	| null
	| readonly Json[]
	| { readonly [name: string]: Json };

/** A change of the shared map. The value is JSON text. */
export type SharedChange =
	| { change: 'set'; key: string; texts: readonly [value: string] }
	| { change: 'delete'; key: string }
	| { change: 'clear' };

/** A part of the whole shared map: a key, its value, the next key ..., all as JSON text. */
export interface SharedState {
	isLast: boolean;
	texts: readonly string[];
}

/** From the supervisor to its child. */
export type ToChild =
	/** The stop event is set. */
	| { type: 'stop' }
	/** As Ctrl+C and as SIGTERM, where signals cannot be handled. */
	| { type: 'interrupt' }
	| { type: 'terminate' }
	| ({ type: 'state' } & SharedState)
	/** A change of it. */
	| ({ type: 'change' } & SharedChange)
	/** A request was done, or why not. */
	| { type: 'answer'; id: number; error?: { code: string; message: string } }
	/** What are you doing? */
	| { type: 'trace'; id: number }
	/** Your supervisor's own parent, which it knows by a lease, is lost. */
	| { type: 'lease'; end: ParentEnd };

/** From a child to its supervisor. */
export type FromChild =
	/** The child has loaded the watchdog. */
	| { type: 'hello'; pid: number }
	/** Its guard thread reads the guard line. */
	| { type: 'guarded' }
	/** Whether anything in the child looks at its stop event. */
	| { type: 'heard'; stop: boolean }
	/** Change the shared map, and answer; or only answer. */
	| ({ type: 'request'; id: number } & (SharedChange | { change: 'nothing' }) & {
				/** Whether the value was too long to be read. */
				isCut?: boolean;
			})
	| { type: 'trace'; id: number; resources: readonly string[] };

export const TO_CHILD: Checks = {
	stop: () => true,
	interrupt: () => true,
	terminate: () => true,
	state: ({ isLast, texts, isCut }) => !isCut && typeof isLast === 'boolean' && isEntries(texts),
	change: (fields) => !fields.isCut && isChange(fields),
	answer: ({ id, error }) => isId(id) && (error === undefined || isError(error)),
	trace: ({ id }) => isId(id),
	lease: ({ end }) => end === 'parent-gone' || end === 'parent-unreachable',
};

export const FROM_CHILD: Checks = {
	hello: ({ pid }) => isId(pid),
	guarded: () => true,
	heard: ({ stop }) => typeof stop === 'boolean',
	request: (fields) => isId(fields.id) && (fields.change === 'nothing' || isChange(fields)),
	trace: ({ id, resources }) => isId(id) && Array.isArray(resources) && resources.every(isText),
};

function isChange({ change, key, texts, isCut }: Fields): boolean {
	if (change === 'set') return isText(key) && (texts.length === 1 || isCut === true);
	return change === 'clear' || (change === 'delete' && isText(key));
}

function isEntries(texts: readonly string[]): boolean {
	return texts.length % 2 === 0 && texts.every((text, index) => index % 2 === 1 || isKey(text));
}

function isKey(text: string): boolean {
	return isText(parse(text));
}

function isError(value: unknown): boolean {
	const { code, message } = (value ?? {}) as { code?: unknown; message?: unknown };
	return isText(code) && isText(message);
}
