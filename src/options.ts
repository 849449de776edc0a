/** Every option of the watch: its meaning, its variable, its check and its default. */
import { VARIABLES } from './environment.js';
import {
	parseBoolean,
	parseLease,
	parseNumber,
	parseNumbers,
	parseSignals,
	parseText,
} from './option-texts.js';
import { checkLease, type LeaseSource } from './protocol/lease-option.js';
import {
	type Check,
	checkBoolean,
	checkPath,
	checkPids,
	checkSignals,
	delayCheck,
	numberCheck,
} from './runtime/checks.js';
import { isWindows } from './runtime/system.js';

/** Options of `watchParent()`. Each is also a variable, `PARENT_WATCHDOG_<NAME>`. */
export interface WatchOptions {
	/**
	 * Process or processes to watch; any of them gone means gone. By default the nearest watching
	 * process named in the environment, else `process.ppid`.
	 */
	pid?: number | readonly number[] | undefined;
	/** How many generations above to watch when no `pid` is given. Default: 1, the parent. */
	ancestors?: number | undefined;
	/**
	 * Poll period in ms. Default: 1000, and 250 for the first 5 s of a process. It is 5000, or this if it is
	 * longer, beside a source that pushes: the IPC channel once there is a hook, a lifeline, stdin.
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
	/** Whether the report holds the program's arguments, which may be secrets. Default: false. */
	reportArgv?: boolean | undefined;
	/**
	 * Whether an uncaught exception lets the asynchronous hooks run as well, before the process ends as it
	 * would have. Default: false; true in `runApplication()`.
	 */
	uncaught?: boolean | undefined;
}

/** Those that may stay open: without `interval` the default pace holds (runtime/poll.ts). */
type Optional = 'interval' | 'lease' | 'partition';

export type Settings = {
	-readonly [Name in keyof Omit<WatchOptions, Optional>]-?: NonNullable<WatchOptions[Name]>;
} & {
	pid: readonly number[];
} & {
	-readonly [Name in Optional]: WatchOptions[Name];
};

export type OptionTable = {
	[Name in keyof Settings]: {
		variable: string;
		/** Makes of the variable's text what code would have given; what it cannot read stays text. */
		parse: (text: string, env: NodeJS.ProcessEnv) => unknown;
		check: Check<NonNullable<Settings[Name]>>;
		/** What the variable's text must be, where that differs from what code gives. */
		text?: string;
		default: Settings[Name];
	};
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/* biome-ignore format: one option a line, so that columns can be compared */
export const table: OptionTable = {
	pid:         { variable: VARIABLES.pid,         parse: parseNumbers, check: checkPids,                              default: [] },
	ancestors:   { variable: VARIABLES.ancestors,   parse: parseNumber,  check: numberCheck('an integer', 1, 1024, true), default: 1 },
	interval:    { variable: VARIABLES.interval,    parse: parseNumber,  check: delayCheck(1),                          default: undefined },
	gracePeriod: { variable: VARIABLES.gracePeriod, parse: parseNumber,  check: delayCheck(0),                          default: 5000 },
	exitCode:    { variable: VARIABLES.exitCode,    parse: parseNumber,  check: numberCheck('an integer', 0, 255, true), default: 129 },
	stdin:       { variable: VARIABLES.stdin,       parse: parseBoolean, check: checkBoolean,                           default: false },
	guard:       { variable: VARIABLES.guard,       parse: parseBoolean, check: checkBoolean,                           default: false },
	signals:     { variable: VARIABLES.signals,     parse: parseSignals, check: checkSignals, text: 'signals such as SIGINT,SIGTERM or none', default: isWindows ? [...SIGNALS, 'SIGBREAK'] : [...SIGNALS] },
	detached:    { variable: VARIABLES.detached,    parse: parseBoolean, check: checkBoolean,                           default: true },
	report:      { variable: VARIABLES.report,      parse: parseText,    check: checkPath,                              default: '' },
	lease:       { variable: VARIABLES.lease,       parse: parseLease,   check: checkLease,                             default: undefined },
	partition:   { variable: VARIABLES.partition,   parse: parseNumber,  check: numberCheck('a number of ms', 0, Number.POSITIVE_INFINITY), default: undefined },
	reportArgv:  { variable: VARIABLES.reportArgv,  parse: parseBoolean, check: checkBoolean,                           default: false },
	uncaught:    { variable: VARIABLES.uncaught,    parse: parseBoolean, check: checkBoolean,                           default: false },
};

export const OPTION_NAMES: readonly string[] = Object.keys(table);

/** What holds where neither the code nor the environment says otherwise. */
export function defaultSettings(isPreload: boolean): Settings {
	const entries = Object.entries(table).map(([name, option]) => [name, option.default]);
	return { ...(Object.fromEntries(entries) as Settings), detached: !isPreload };
}
