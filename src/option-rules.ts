/** How each option is checked, and read from the text of its environment variable. */
import { describe } from './runtime/errors.js';
import type { Settings } from './options.js';

export interface Rule {
	/** Makes of the text of a variable what code would have given; what it cannot read stays text. */
	parse: (text: string) => unknown;
	check: (value: unknown, name: string) => unknown;
}

const MAX_PID = 2 ** 31 - 1;
/** The longest timer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
export const MAX_DELAY = 2 ** 31 - 1;

export const rules: Record<keyof Settings, Rule> = {
	pid: { parse: parseList(parseNumber), check: checkPids },
	ancestors: { parse: parseNumber, check: numberCheck('an integer', 1, 1024, true) },
	interval: { parse: parseNumber, check: numberCheck('a number of ms', 1, MAX_DELAY) },
	gracePeriod: { parse: parseNumber, check: numberCheck('a number of ms', 0, MAX_DELAY) },
	exitCode: { parse: parseNumber, check: numberCheck('an integer', 0, 255, true) },
	stdin: { parse: parseBoolean, check: checkBoolean },
	guard: { parse: parseBoolean, check: checkBoolean },
	signals: { parse: parseSignals, check: checkSignals },
	detached: { parse: parseBoolean, check: checkBoolean },
	report: { parse: (text) => text, check: checkPath },
};

function checkPids(value: unknown, name: string): readonly number[] {
	const check = numberCheck('a pid, an integer', 1, MAX_PID, true);
	if (!Array.isArray(value)) return [check(value, name)];
	if (value.length === 0) throw optionError(name, 'one pid or more', value, RangeError);
	return value.map((pid) => check(pid, name));
}

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

export function checkBoolean(value: unknown, name: string): boolean {
	if (typeof value !== 'boolean') throw optionError(name, 'true or false', value, TypeError);
	return value;
}

function checkSignals(value: unknown, name: string): NodeJS.Signals[] {
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
}

function checkPath(value: unknown, name: string): string {
	if (typeof value !== 'string') throw optionError(name, "a file's path", value, TypeError);
	if (value === '' || value.includes('\0')) {
		throw optionError(name, "a file's path, not empty and without null bytes", value, RangeError);
	}
	const { resolve } = require('node:path') as typeof import('node:path');
	return resolve(value);
}

function parseNumber(text: string): unknown {
	return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function parseBoolean(text: string): unknown {
	if (/^(1|true|yes|on)$/i.test(text)) return true;
	return /^(0|false|no|off)$/i.test(text) ? false : text;
}

function parseSignals(text: string): unknown {
	return /^(none|off)$/i.test(text) ? [] : parseList((name) => name.toUpperCase())(text);
}

function parseList(parse: (item: string) => unknown): (text: string) => unknown[] {
	return (text) => text.split(',').map((item) => parse(item.trim()));
}

export function optionError(
	option: string,
	expected: string,
	value: unknown,
	Kind: TypeErrorConstructor | RangeErrorConstructor,
): Error {
	const error = new Kind(`${option} must be ${expected}, but is ${describe(value)}`);
	return Object.assign(error, {
		code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION' as const,
		option,
		value,
	});
}
