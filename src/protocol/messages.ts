/**
 * How a message travels: a JSON object in one line. Values of the shared map come behind it, each after a
 * tab and as the JSON text that its writer has made: who passes it on need not parse it.
 */
import type { Line } from './line-buffer.js';

/** A message as it arrives. `texts` is what came behind it. */
export interface Fields {
	readonly type: string;
	readonly texts: readonly string[];
	readonly [name: string]: unknown;
}

/** For each type of message, whether its fields are those of such a message. */
export type Checks = Readonly<Record<string, (fields: Fields) => boolean>>;

/** The longest JSON object, in bytes: what it takes to parse it is bounded by that. */
export const MAX_HEADER = 64 * 1024;
/** The most texts behind one object: for each, a string is made. */
export const MAX_TEXTS = 2000;
const TAB = 0x09;
const BRACE = 0x7b;

export function encode<Message extends { type: string; texts?: readonly string[] }>(
	message: Message,
): string {
	const { texts = [], ...header } = message;
	return `${[JSON.stringify(header), ...texts].join('\t')}\n`;
}

/**
 * `undefined` for what is no message. Of a line that is too long, only the object is read, and `isCut` is
 * true.
 */
export function decode({ bytes, isCut }: Line, checks: Checks): Fields | undefined {
	const tab = bytes.indexOf(TAB);
	const header = tab < 0 ? bytes : bytes.subarray(0, tab);
	// The first byte is the cheapest look: an error of `JSON.parse()` costs a thousand times more.
	if (header[0] !== BRACE || header.length > MAX_HEADER || (isCut && tab < 0)) return undefined;
	const texts = tab < 0 || isCut ? [] : cut(bytes, tab + 1);
	if (!texts) return undefined;
	const object = parse(header.toString());
	const fields = { ...(object as object), texts, isCut } as unknown as Fields;
	const { type } = fields;
	const check = typeof type === 'string' && Object.hasOwn(checks, type) ? checks[type] : undefined;
	return check?.(fields) ? fields : undefined;
}

export function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/**
 * Each as a string of its own: a part of another would keep all of that in memory. `undefined` if there are
 * too many.
 */
function cut(bytes: Buffer, from: number): string[] | undefined {
	const texts: string[] = [];
	for (let start = from, tab = 0; tab >= 0; start = tab + 1) {
		if (texts.length === MAX_TEXTS) return undefined;
		tab = bytes.indexOf(TAB, start);
		texts.push(bytes.toString('utf8', start, tab < 0 ? bytes.length : tab));
	}
	return texts;
}

export const isId = (value: unknown) => Number.isSafeInteger(value);
export const isText = (value: unknown) => typeof value === 'string';
