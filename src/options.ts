/** Every option of the watch: its meaning, its variable, its check and its default. */
import { LEASE_URL, VARIABLES } from './environment.js';
import { checkLease, type LeaseSource, parseLeaseVariable } from './protocol/lease-option.js';
import {
	type Check,
	checkBoolean,
	checkObject,
	checkPath,
	checkPids,
	checkSignals,
	delayCheck,
	numberCheck,
	unknownOption,
} from './runtime/checks.js';
import { isWindows } from './runtime/system.js';

export interface WatchOptions {
	/**
	 * Process or processes to watch; any of them gone means gone. By default the nearest watching
	 * process named in the environment, else `process.ppid`.
	 */
	pid?: number | readonly number[] | undefined;
	/** How many generations above to watch when no `pid` is given. Default: 1, the parent. */
	ancestors?: number | undefined;
	/**
	 * Poll period in ms. Default: 1000, and 250 for the first 5 s of a process. Beside a source that
	 * pushes (the IPC channel once there is a hook, a lifeline, stdin where asked for) it is 5000, or this
	 * if it is longer.
	 */
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
	/**
	 * A lease that is watched as well, for a parent on another machine: its end is the parent's end.
	 * Default: what `PARENT_WATCHDOG_LEASE` and `PARENT_WATCHDOG_LEASE_URL` say.
	 */
	lease?: LeaseSource | undefined;
	/**
	 * How long the engine of the lease may be out of reach, in ms, before the process ends. Default: the
	 * TTL of the lease, since by then its holder has given up as well. `Infinity`: for ever.
	 */
	partition?: number | undefined;
}

/** Those that may stay open: without `interval` the default pace holds (runtime/poll.ts). */
type Optional = 'interval' | 'lease' | 'partition';

export type Settings = {
	-readonly [Name in keyof Omit<WatchOptions, Optional>]-?: NonNullable<WatchOptions[Name]>;
} & {
	pid: readonly number[];
	report: string;
} & {
	-readonly [Name in Optional]: WatchOptions[Name];
};

type OptionTable = {
	[Name in keyof Settings]: {
		variable: string;
		/** Makes of the variable's text what code would have given; what it cannot read stays text. */
		parse: (text: string, env: NodeJS.ProcessEnv) => unknown;
		check: Check<NonNullable<Settings[Name]>>;
		default: Settings[Name];
	};
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/* biome-ignore format: a table */
const table: OptionTable = {
	pid:         { variable: VARIABLES.pid,         parse: parseNumbers, check: checkPids,                              default: [] },
	ancestors:   { variable: VARIABLES.ancestors,   parse: parseNumber,  check: numberCheck('an integer', 1, 1024, true), default: 1 },
	interval:    { variable: VARIABLES.interval,    parse: parseNumber,  check: delayCheck(1),                          default: undefined },
	gracePeriod: { variable: VARIABLES.gracePeriod, parse: parseNumber,  check: delayCheck(0),                          default: 5000 },
	exitCode:    { variable: VARIABLES.exitCode,    parse: parseNumber,  check: numberCheck('an integer', 0, 255, true), default: 129 },
	stdin:       { variable: VARIABLES.stdin,       parse: parseBoolean, check: checkBoolean,                           default: false },
	guard:       { variable: VARIABLES.guard,       parse: parseBoolean, check: checkBoolean,                           default: false },
	signals:     { variable: VARIABLES.signals,     parse: parseSignals, check: checkSignals,                           default: isWindows ? [...SIGNALS, 'SIGBREAK'] : [...SIGNALS] },
	detached:    { variable: VARIABLES.detached,    parse: parseBoolean, check: checkBoolean,                           default: true },
	report:      { variable: VARIABLES.report,      parse: parseText,    check: checkPath,                              default: '' },
	lease:       { variable: VARIABLES.lease,       parse: parseLease,   check: checkLease,                             default: undefined },
	partition:   { variable: VARIABLES.partition,   parse: parseNumber,  check: numberCheck('a number of ms', 0, Number.POSITIVE_INFINITY), default: undefined },
};

/** What holds where neither the code nor the environment says otherwise. */
export function defaultSettings(isPreload: boolean): Settings {
	const entries = Object.entries(table).map(([name, option]) => [name, option.default]);
	return { ...(Object.fromEntries(entries) as Settings), detached: !isPreload };
}

/**
 * Checks the options given in code.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`, the `option` and its
 * `value`.
 */
export function checkOptions(options: unknown): Partial<Settings> {
	if (options === undefined) return {};
	checkObject(options);
	const checked: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(options)) {
		if (value === undefined) continue;
		if (!Object.hasOwn(table, name)) throw unknownOption(name, value, Object.keys(table));
		checked[name] = table[name as keyof Settings].check(value, name);
	}
	return checked;
}

/** Reads the options from the environment; a wrong one is reported and left out. */
export function readOptions(
	env: NodeJS.ProcessEnv,
	onWrong: (line: string) => void,
): Partial<Settings> {
	const read: Record<string, unknown> = {};
	for (const [name, { variable, parse, check }] of Object.entries(table)) {
		const text = env[variable]?.trim();
		if (!text) continue;
		try {
			const value = check(parse(text, env), variable);
			const isOurselves = name === 'pid' && (value as number[]).includes(process.pid);
			if (!isOurselves) read[name] = value;
		} catch (error) {
			onWrong(`${(error as Error).message}; the default is used`);
		}
	}
	return read;
}

function parseText(text: string): string {
	return text;
}

function parseLease(text: string, env: NodeJS.ProcessEnv): unknown {
	return parseLeaseVariable(text, env[LEASE_URL]);
}

function parseNumber(text: string): unknown {
	if (/^infinity$/i.test(text)) return Number.POSITIVE_INFINITY;
	return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function parseNumbers(text: string): unknown[] {
	return text.split(',').map((item) => parseNumber(item.trim()));
}

function parseBoolean(text: string): unknown {
	if (/^(1|true|yes|on)$/i.test(text)) return true;
	return /^(0|false|no|off)$/i.test(text) ? false : text;
}

function parseSignals(text: string): unknown {
	if (/^(none|off)$/i.test(text)) return [];
	return text.split(',').map((item) => item.trim().toUpperCase());
}
