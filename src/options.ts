import { VARIABLES } from './environment.js';
import { describe } from './runtime/errors.js';
import { optionError, rules } from './option-rules.js';
import { DEFAULT_INTERVAL } from './preload/state.js';
import { isWindows } from './runtime/system.js';

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
	 * Whether a second thread ends the process on time even when its main thread is blocked. It takes
	 * about 11 MB and 30 ms. Default: false.
	 */
	guard?: boolean | undefined;
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
		guard: false,
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
