/** What an entry of a shared map may be, and how much the map may hold. */
import type { Json } from '../protocol/lifeline.js';
import { parse } from '../protocol/messages.js';
import { argumentError, describe, ParentWatchdogError } from '../runtime/errors.js';

/** How much a shared map may hold, in bytes: see `sizeOf()`. */
export const DEFAULT_SHARED_LIMIT = 256 * 1024;
/** The largest limit. */
export const MAX_SHARED_LIMIT = 4 * DEFAULT_SHARED_LIMIT;
/**
 * The longest value, in bytes of JSON, whatever the limit: it is parsed in one go. JSON can be written so that
 * 64 KiB take 20 ms (each object with a property of another name; measured on Node 20).
 */
export const MAX_VALUE = 64 * 1024;
/** The longest key, in characters. */
const MAX_KEY = 1000;
/** The longest part of a map that is sent, in bytes: a key, each character of it escaped, and a value. */
export const MAX_PART = MAX_VALUE + 6 * MAX_KEY + 100;
/** What an entry costs beyond its texts, in bytes: so there are never too many of them. */
const OVERHEAD = 32;
/** How many levels deep a value may be. `JSON.stringify()` is recursive: what is much deeper overflows its stack. */
const MAX_DEPTH = 64;

/** A value as its writer has made it: JSON text, which is parsed when somebody first reads it. */
export class SharedEntry {
	#parsed: { value: Json | undefined } | undefined;

	constructor(readonly text: string) {}

	/** `undefined` for what is no JSON, or nested too deeply: only a hostile process writes that. */
	get value(): Json | undefined {
		this.#parsed ??= { value: parseValue(this.text) };
		return this.#parsed.value;
	}
}

/** @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` */
export function checkKey(key: unknown): string {
	if (typeof key === 'string' && key.length <= MAX_KEY) return key;
	throw argumentError('key', `a string of up to ${MAX_KEY} characters`, key);
}

/**
 * Nothing is lost on the way: what JSON would drop or change is refused. But an optional property may be
 * undefined, and what has a `toJSON()` method says itself what it becomes.
 *
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`, which names the path to what is wrong;
 * a `ParentWatchdogError` with code `ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE` if it is too long
 */
export function toText(value: unknown): string {
	checkValue(value, 'value', MAX_DEPTH);
	const text = JSON.stringify(value);
	const length = Buffer.byteLength(text);
	if (length <= MAX_VALUE) return text;
	const message = `a value of the shared map may take ${MAX_VALUE} bytes as JSON, but this one takes ${length}: give its parts keys of their own`;
	throw new ParentWatchdogError('ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE', message);
}

/** In bytes. */
export function sizeOf(key: string, text: string): number {
	return Buffer.byteLength(JSON.stringify(key)) + Buffer.byteLength(text) + OVERHEAD;
}

/** @param bytes that it would hold, as far as that is known */
export function tooLarge(bytes: number | string, limit: number): ParentWatchdogError {
	return new ParentWatchdogError(
		'ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE',
		`the shared map would hold ${bytes} bytes, but its limit is ${limit}`,
	);
}

function checkValue(given: unknown, path: string, levels: number): void {
	const value = applyToJson(given);
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
	if (typeof value === 'number' && Number.isFinite(value)) return;
	if (!isPlain(value)) throw argumentError(path, 'something that JSON can hold', value);
	if (levels === 0) {
		const expected = `nested no more than ${MAX_DEPTH} levels deep, and without circles`;
		throw argumentError('value', expected, value);
	}
	if (Array.isArray(value)) {
		// By index: what is missing in between would become null.
		for (let index = 0; index < value.length; index++)
			checkValue(value[index], `${path}[${index}]`, levels - 1);
		return;
	}
	for (const [name, item] of Object.entries(value)) {
		if (item !== undefined) checkValue(item, pathTo(path, name), levels - 1);
	}
}

function applyToJson(value: unknown): unknown {
	const { toJSON } = (value ?? {}) as { toJSON?: unknown };
	return typeof toJSON === 'function' ? toJSON.call(value) : value;
}

/** An object with properties, or an array; a Map, a Date or a promise keeps what it is elsewhere. */
function isPlain(value: unknown): value is object {
	return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
}

function pathTo(path: string, name: string): string {
	return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${describe(name)}]`;
}

function parseValue(text: string): Json | undefined {
	const value = parse(text) as Json | undefined;
	return isShallow(value, MAX_DEPTH) ? value : undefined;
}

function isShallow(value: unknown, levels: number): boolean {
	if (typeof value !== 'object' || value === null) return true;
	return levels > 0 && Object.values(value).every((item) => isShallow(item, levels - 1));
}
