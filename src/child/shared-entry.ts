/** What an entry of a shared map may be, and how much the map may hold. */
import { argumentError, ParentWatchdogError } from '../runtime/errors.js';

/** How much a shared map may hold, in bytes of its JSON, keys and values. */
export const DEFAULT_SHARED_LIMIT = 256 * 1024;
/** The largest limit. */
export const MAX_SHARED_LIMIT = 4 * DEFAULT_SHARED_LIMIT;

/** @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` */
export function toText(key: unknown, value: unknown): string {
	if (typeof key !== 'string') throw argumentError('key', 'a string', key);
	const text = toJson(value);
	if (text === undefined) throw argumentError('value', 'something that JSON can hold', value);
	return text;
}

/** In bytes. */
export function sizeOf(key: string, text: string): number {
	return Buffer.byteLength(key) + Buffer.byteLength(text);
}

export function tooLarge(bytes: number, limit: number): ParentWatchdogError {
	return new ParentWatchdogError(
		'ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE',
		`the shared map would hold ${bytes} bytes, but its limit is ${limit}`,
	);
}

function toJson(value: unknown): string | undefined {
	try {
		return JSON.stringify(value);
	} catch {
		// It refers to itself, or holds a bigint.
		return undefined;
	}
}
