/** What travels on a lifeline: one JSON object a line, in both directions. */
import { describe } from '../runtime/errors.js';
import type { FromGuard, ToGuard } from './guard-line.js';
import { LineReader } from './lines.js';
import { isId, isMissingOr, type Shape } from './shapes.js';
import type { ParentEnd } from './verdict.js';

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
	/** It is emptied, and nothing else. */
	clear?: boolean;
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
	| { type: 'trace'; id: number }
	/** Your supervisor's own parent, which it knows by a lease, is lost. */
	| { type: 'lease'; end: ParentEnd };

/** From a child to its supervisor. */
export type FromChild =
	/** The child has loaded the watchdog. */
	| { type: 'hello'; pid: number }
	/** Whether anything in the child looks at its stop event. */
	| { type: 'heard'; stop: boolean }
	/** Change the shared map, and answer. */
	| ({ type: 'request'; id: number } & SharedChange)
	| { type: 'trace'; id: number; resources: readonly string[] };

const isEntries = (value: unknown) =>
	Array.isArray(value) &&
	value.every(
		(entry) => Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string',
	);
const isNames = (value: unknown) =>
	Array.isArray(value) && value.every((name) => typeof name === 'string');
const isError = (value: unknown) =>
	typeof (value as { message?: unknown } | null)?.message === 'string';
const isEnd = (value: unknown) => value === 'parent-gone' || value === 'parent-unreachable';
const isBoolean = (value: unknown) => typeof value === 'boolean';

const CHANGE: Shape = [
	{ name: 'clear', check: isMissingOr(isBoolean) },
	{ name: 'set', check: isMissingOr(isEntries) },
	{ name: 'delete', check: isMissingOr(isNames) },
];

export const TO_CHILD: Record<ToChild['type'], Shape> = {
	stop: [],
	interrupt: [],
	terminate: [],
	state: [{ name: 'entries', check: isEntries }],
	change: CHANGE,
	answer: [
		{ name: 'id', check: isId },
		{ name: 'error', check: isMissingOr(isError) },
	],
	trace: [{ name: 'id', check: isId }],
	lease: [{ name: 'end', check: isEnd }],
};

export const FROM_CHILD: Record<FromChild['type'], Shape> = {
	hello: [{ name: 'pid', check: isId }],
	heard: [{ name: 'stop', check: isBoolean }],
	request: [{ name: 'id', check: isId }, ...CHANGE],
	trace: [
		{ name: 'id', check: isId },
		{ name: 'resources', check: isNames },
	],
};

export function encode(message: ToChild | FromChild | ToGuard | FromGuard): string {
	return `${JSON.stringify(message)}\n`;
}

/** Reads messages; a line that is none is told and ignored, never fatal. */
export function readMessages<Message extends { type: string }>(
	shapes: Record<Message['type'], Shape>,
	onMessage: (message: Message) => void,
	onMalformed: (problem: string) => void,
): (chunk: Buffer) => void {
	const onLine = (line: string) => {
		const message = decode(line, shapes);
		if (message) onMessage(message as Message);
		else onMalformed(`no message: ${describe(line)}`);
	};
	const reader = new LineReader(onLine, (bytes) =>
		onMalformed(`a line of over ${bytes - 1} bytes`),
	);
	return (chunk) => reader.read(chunk);
}

function decode(line: string, shapes: Record<string, Shape>): { type: string } | undefined {
	try {
		const message: unknown = JSON.parse(line);
		if (typeof message !== 'object' || message === null) return undefined;
		const { type } = message as { type?: unknown };
		const shape = typeof type === 'string' && Object.hasOwn(shapes, type) && shapes[type];
		if (!shape) return undefined;
		const fields = message as Record<string, unknown>;
		const fits = shape.every(({ name, check }) => check(fields[name]));
		return fits ? (message as { type: string }) : undefined;
	} catch {
		return undefined;
	}
}
