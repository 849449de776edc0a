/** Messages on a pipe: one JSON object a line, checked before anybody acts on it. */
import { describe } from '../errors.js';
import { LineReader } from './lines.js';

/** Which fields a message must have, and of which kind. */
export type Shape = Record<string, (value: unknown) => boolean>;

export const isId = (value: unknown) => Number.isSafeInteger(value);
export const isNames = (value: unknown) =>
	Array.isArray(value) && value.every((name) => typeof name === 'string');
export const isText = (value: unknown) => typeof value === 'string';
export const isBoolean = (value: unknown) => typeof value === 'boolean';
export const isMissingOr = (check: (value: unknown) => boolean) => (value: unknown) =>
	value === undefined || check(value);
export const isOneOf = (values: readonly unknown[]) => (value: unknown) => values.includes(value);

export function encode<Message extends { type: string }>(message: Message): string {
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
		const fits = Object.entries(shape).every(([name, check]) => check(fields[name]));
		return fits ? (message as { type: string }) : undefined;
	} catch {
		return undefined;
	}
}
