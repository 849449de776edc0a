/** The names of our environment variables, and what they hold. */

/** `off` disables the watch in this process and its descendants. */
export const SWITCH = 'PARENT_WATCHDOG';
/** `<pid>:<start>` of the nearest watching process, for its descendants. */
export const PARENT = 'PARENT_WATCHDOG_PARENT';
/** `<session>:<pid namespace>:<time namespace>` of that process: where its pid means something. */
export const SCOPE = 'PARENT_WATCHDOG_SCOPE';
/**
 * `<descriptor>:<pid>:<start>` of the lifeline that a supervisor, that process, holds towards its child;
 * and `:<descriptor>` of the guard line, where there is one.
 */
export const LIFELINE = 'PARENT_WATCHDOG_LIFELINE';
/**
 * `<supervisor's pid>:<start>:<moment>` of the supervised child that a process is, or descends from; of
 * several such, with commas between them, the innermost last.
 */
export const CHILD = 'PARENT_WATCHDOG_CHILD';
/** In a reaper's environment, `<pid>:<start>` of its supervisor: so it is known, and starts no other. */
export const REAPER = 'PARENT_WATCHDOG_REAPER';
/** The script of the shell that `parent-watchdog run` starts, so that it is not in the list of processes. */
export const HELPER = 'PARENT_WATCHDOG_HELPER';
/** Where the engine of the lease is, and how one logs in: an address, which is taken and not passed on. */
export const LEASE_URL = 'PARENT_WATCHDOG_LEASE_URL';
/** One for each option. */
export const VARIABLES = {
	pid: 'PARENT_WATCHDOG_PID',
	ancestors: 'PARENT_WATCHDOG_ANCESTORS',
	interval: 'PARENT_WATCHDOG_INTERVAL',
	gracePeriod: 'PARENT_WATCHDOG_GRACE_PERIOD',
	exitCode: 'PARENT_WATCHDOG_EXIT_CODE',
	stdin: 'PARENT_WATCHDOG_STDIN',
	guard: 'PARENT_WATCHDOG_GUARD',
	signals: 'PARENT_WATCHDOG_SIGNALS',
	detached: 'PARENT_WATCHDOG_DETACHED',
	report: 'PARENT_WATCHDOG_REPORT',
	lease: 'PARENT_WATCHDOG_LEASE',
	partition: 'PARENT_WATCHDOG_PARTITION',
	reportArgv: 'PARENT_WATCHDOG_REPORT_ARGV',
	uncaught: 'PARENT_WATCHDOG_UNCAUGHT',
} as const;

/** Those that are no option's. */
const OTHERS: readonly string[] = [PARENT, SCOPE, LIFELINE, CHILD, REAPER, HELPER, LEASE_URL];

/** Whether a variable is that of an option, or named like one: most of those are misspelt. */
export function isNamedLikeOption(name: string): boolean {
	if (!name.startsWith(`${SWITCH}_`) || name.startsWith(`${REAPER}_`)) return false;
	return !OTHERS.includes(name);
}

/** What the environment says about a parent, as it was before we wrote our own identity into it. */
export interface Inherited {
	parent: string | undefined;
	scope: string | undefined;
	lifeline: string | undefined;
}

export function readInherited(env: NodeJS.ProcessEnv): Inherited {
	return { parent: env[PARENT], scope: env[SCOPE], lifeline: env[LIFELINE] };
}

export function isOff(env: NodeJS.ProcessEnv): boolean {
	const value = env[SWITCH];
	return value !== undefined && /^(off|0|false|no)$/i.test(value);
}

/** Whether we are the child of a supervisor, or descend from one. */
export function isSupervised(env: NodeJS.ProcessEnv): boolean {
	return Boolean(env[CHILD]);
}
