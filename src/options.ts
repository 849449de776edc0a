import { VARIABLES } from './environment.js';
import { describe } from './errors.js';
import { DEFAULT_INTERVAL } from './state.js';
import { isWindows } from './system.js';

export interface WatchOptions {
	/**
	 * Process or processes to watch; any of them gone means gone. By default the nearest watching
	 * process named in the environment, else `process.ppid`.
	 */
	pid?: number | readonly number[] | undefined;
	/** How many generations above to watch when no `pid` is given. Default: 1, the parent. */
	ancestors?: number | undefined;
	/** Poll period in ms. Default: 250. */
	interval?: number | undefined;
	/** One deadline in ms for the whole shutdown. Default: 5000. */
	gracePeriod?: number | undefined;
	/** Exit status after the parent disappeared. Default: 129, which is 128 + SIGHUP. */
	exitCode?: number | undefined;
	/** Whether the end of stdin counts as the parent's end (pipes, sockets, terminals). Default: false. */
	stdin?: boolean | undefined;
	/**
	 * Signals that run the hooks, handled only once a hook is registered. Default: SIGINT, SIGTERM and
	 * SIGHUP; on Windows SIGBREAK as well.
	 */
	signals?: readonly NodeJS.Signals[] | undefined;
	/**
	 * Whether a process that leads a session of its own watches at all. Default: true in
	 * `watchParent()`, false in the preload: whoever started it so told it to outlive its parent.
	 */
	detached?: boolean | undefined;
	/** A file to which one line of JSON is appended when the process ends. Default: none. */
	report?: string | undefined;
}

export type Settings = {
	-readonly [Name in keyof WatchOptions]-?: NonNullable<WatchOptions[Name]>;
} & { pid: readonly number[]; report: string };

/** What holds where neither the code nor the environment says otherwise. */
export function defaultSettings(isPreload: boolean): Settings {
	return {
		pid: [],
		ancestors: 1,
		interval: DEFAULT_INTERVAL,
		gracePeriod: 5000,
		exitCode: 129,
		stdin: false,
		signals: isWindows
			? ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']
			: ['SIGINT', 'SIGTERM', 'SIGHUP'],
		detached: !isPreload,
		report: '',
	};
}

/**
 * Checks the options given in code.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`, the `option` and its
 * `value`.
 */
export function checkOptions(options: unknown): Partial<Settings> {
	if (options === undefined) return {};
	if (typeof options !== 'object' || options === null || Array.isArray(options)) {
		throw optionError('options', 'an object', options, TypeError);
	}
	const checked: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(options)) {
		if (value === undefined) continue;
		const rule = Object.hasOwn(rules, name) ? rules[name as keyof Settings] : undefined;
		if (!rule) throw unknownOption(name, value);
		checked[name] = rule.check(value, name);
	}
	return checked;
}

/** Reads the options from the environment; a wrong one is told and left out. */
export function readOptions(
	env: NodeJS.ProcessEnv,
	onWrong: (line: string) => void,
): Partial<Settings> {
	const read: Record<string, unknown> = {};
	for (const [name, { parse, check }] of Object.entries(rules)) {
		const variable = VARIABLES[name as keyof Settings];
		const text = env[variable]?.trim();
		if (!text) continue;
		try {
			const value = check(parse(text), variable);
			const isOurselves = name === 'pid' && (value as number[]).includes(process.pid);
			if (!isOurselves) read[name] = value;
		} catch (error) {
			onWrong(`${(error as Error).message}; the default is used`);
		}
	}
	return read;
}

interface Rule {
	/** Makes of the text of a variable what code would have given; what it cannot read stays text. */
	parse: (text: string) => unknown;
	check: (value: unknown, name: string) => unknown;
}

const MAX_PID = 2 ** 31 - 1;
/** The longest timer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const MAX_DELAY = 2 ** 31 - 1;

const rules: Record<keyof Settings, Rule> = {
	pid: { parse: parseList(parseNumber), check: checkPids },
	ancestors: { parse: parseNumber, check: numberCheck('an integer', 1, 1024, true) },
	interval: { parse: parseNumber, check: numberCheck('a number of ms', 1, MAX_DELAY) },
	gracePeriod: { parse: parseNumber, check: numberCheck('a number of ms', 0, MAX_DELAY) },
	exitCode: { parse: parseNumber, check: numberCheck('an integer', 0, 255, true) },
	stdin: { parse: parseBoolean, check: checkBoolean },
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

function numberCheck(what: string, min: number, max: number, integer = false) {
	return (value: unknown, name: string): number => {
		const expected = `${what} from ${min} to ${max}`;
		if (typeof value !== 'number') throw optionError(name, expected, value, TypeError);
		if (!(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
			throw optionError(name, expected, value, RangeError);
		}
		return value;
	};
}

function checkBoolean(value: unknown, name: string): boolean {
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

function optionError(
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

function unknownOption(option: string, value: unknown): Error {
	const known = Object.keys(rules).join(', ');
	const error = new TypeError(
		`${describe(option)} is not an option (value: ${describe(value)}); there are ${known}`,
	);
	return Object.assign(error, {
		code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION' as const,
		option,
		value,
	});
}
