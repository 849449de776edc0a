/** Checks of options and arguments: each returns the value, or throws an error that names and shows it. */
import { MAX_DELAY } from './clock.js';
import { describe } from './errors.js';
import { findNearest } from './nearest-name.js';

export type Check<T = unknown> = (value: unknown, name: string) => T;

/** @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` */
export function numberCheck(what: string, min: number, max: number, integer = false) {
	return (value: unknown, name: string): number => {
		const expected = `${what} from ${min} to ${max}`;
		if (typeof value !== 'number') throw optionError(name, expected, value, TypeError);
		if (!(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
			throw optionError(name, expected, value, RangeError);
		}
		return value;
	};
}

export function delayCheck(min: number): Check<number> {
	return numberCheck('a number of ms', min, MAX_DELAY);
}

export const checkBoolean: Check<boolean> = (value, name) => {
	if (typeof value !== 'boolean') throw optionError(name, 'true or false', value, TypeError);
	return value;
};

const checkPid = numberCheck('a pid, an integer', 1, 2 ** 31 - 1, true);

export const checkPids: Check<readonly number[]> = (value, name) => {
	if (!Array.isArray(value)) return [checkPid(value, name)];
	if (value.length === 0) throw optionError(name, 'one pid or more', value, RangeError);
	return value.map((pid) => checkPid(pid, name));
};

/** Who watched himself would never hear of his end. */
export function checkOtherPids(pids: readonly number[], value: unknown): void {
	if (!pids.includes(process.pid)) return;
	throw optionError('pid', 'the pid of another process than this one', value, RangeError);
}

export const checkSignals: Check<NodeJS.Signals[]> = (value, name) => {
	const expected = 'an array of signal names that can be handled, such as "SIGTERM"';
	if (!Array.isArray(value)) throw optionError(name, expected, value, TypeError);
	const { constants } = require('node:os') as typeof import('node:os');
	for (const signal of value) {
		if (typeof signal !== 'string') throw optionError(name, expected, signal, TypeError);
		if (!Object.hasOwn(constants.signals, signal) || /^SIG(KILL|STOP)$/.test(signal)) {
			throw optionError(name, expected, signal, RangeError);
		}
	}
	return [...new Set(value as NodeJS.Signals[])];
};

/** Returns the absolute path. */
export const checkPath: Check<string> = (value, name) => {
	if (typeof value !== 'string') throw optionError(name, "a file's path", value, TypeError);
	if (value === '' || value.includes('\0')) {
		throw optionError(name, "a file's path, not empty and without null bytes", value, RangeError);
	}
	const { resolve } = require('node:path') as typeof import('node:path');
	return resolve(value);
};

export function checkObject(value: unknown, name = 'options'): asserts value is object {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
	throw optionError(name, 'an object', value, TypeError);
}

/** A misspelt option would be none at all. @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` */
export function checkNames(options: object, known: readonly string[]): void {
	for (const [name, value] of Object.entries(options)) {
		if (value !== undefined && !known.includes(name)) throw unknownOption(name, value, known);
	}
}

export function optionError(
	option: string,
	expected: string,
	value: unknown,
	Kind: TypeErrorConstructor | RangeErrorConstructor,
): Error {
	const error = new Kind(`${option} must be ${expected}, but is ${describe(value)}`);
	return markOptionError(error, option, value);
}

export function unknownOption(option: string, value: unknown, known: readonly string[]): Error {
	const nearest = findNearest(option, known);
	const hint = `did you mean ${nearest}? There are ${known.join(', ')}`;
	const message = `${describe(option)} is not an option (value: ${describe(value)}); ${hint}`;
	return markOptionError(new TypeError(message), option, value);
}

function markOptionError(error: Error, option: string, value: unknown): Error {
	const code = 'ERR_PARENT_WATCHDOG_INVALID_OPTION' as const;
	// Whole, it may hold what is not for a log: it is not printed with the error.
	Object.defineProperty(error, 'value', { value, enumerable: false });
	return Object.assign(error, { code, option });
}
