/** What can be asked of a supervisor, and how it is checked. */

import { MAX_SHARED_LIMIT } from '../child/shared-entry.js';
import {
	checkBoolean,
	checkObject,
	numberCheck,
	optionError,
	unknownOption,
} from '../runtime/checks.js';
import { MAX_DELAY } from '../runtime/clock.js';

/** How children are stopped: the times of the ladder's steps, in ms. 0 or false leaves a step out. */
export interface StopTimes {
	/** To end by itself once the stop event is set. Default: 1000. */
	event?: number | false | undefined;
	/** After an interrupt (Ctrl+C). Default: false. */
	interrupt?: number | false | undefined;
	/** After SIGTERM. Default: 3000. */
	terminate?: number | false | undefined;
	/** To be gone after SIGKILL. Default: 1000. */
	kill?: number | undefined;
	/** Whether all that the child has started ends with it. Default: false. */
	tree?: boolean | undefined;
}

export interface StopOptions extends StopTimes {
	/** How long the executors have to finish, in ms, before the children are stopped. Default: 3000. */
	executors?: number | undefined;
	/** Gives the stop up: children that have not ended yet are left as they are, and `stop()` rejects. */
	signal?: AbortSignal | undefined;
}

export interface InterruptOptions {
	/** Whether to ask first what the child is doing. Default: false. */
	trace?: boolean | undefined;
	/** How long it may take to answer, in ms. Default: 1000. */
	timeout?: number | undefined;
}

export interface ChildDefaults {
	/** Whether Node children load the watchdog, by `NODE_OPTIONS`. Default: true. */
	preload?: boolean | undefined;
	/**
	 * Whether they have a guard thread, so that they end on time even when blocked, and can be asked then
	 * what they do: `interrupt({ trace: true })`. A guard that a child starts in code cannot be asked, one by
	 * `PARENT_WATCHDOG_GUARD` in its environment can. Default: false.
	 */
	guard?: boolean | undefined;
	/** Whether each leads a process group (and session) of its own. Default: false. */
	group?: boolean | undefined;
	/** How they are stopped. */
	stop?: StopTimes | undefined;
}

export interface SupervisedOptions extends ChildDefaults {
	/** How reports call it. Default: its command or module. */
	name?: string | undefined;
}

/** What a supervisor needs of a lease. */
export interface SupervisedLease {
	readonly id: string;
	/** Aborted once it is lost. */
	readonly signal: AbortSignal;
	release(): Promise<unknown>;
}

export interface SuperviseOptions extends ChildDefaults {
	/**
	 * How much the shared map may hold, in bytes: of JSON, and 32 for each entry. Default: 262144, at most
	 * 1048576. Children together can take half of it, and no more than 65536.
	 */
	sharedLimit?: number | undefined;
	/** Whether children may change the shared map, or only read it. Default: 'read-write'. */
	shared?: 'read-write' | 'read-only' | undefined;
	/**
	 * Whether a helper process stops the children when this one is killed. By default it is started with
	 * the first child that does not load the watchdog, and so cannot notice by itself.
	 */
	reaper?: boolean | undefined;
	/**
	 * A lease that this supervisor holds for what it starts elsewhere: what `holdLease()` gives. Children that
	 * start something (ssh, docker) find its id in `PARENT_WATCHDOG_LEASE`. If it is lost, the supervisor
	 * stops; once the supervisor has stopped, it is released.
	 */
	lease?: SupervisedLease | undefined;
	/** Publishes the usage of the children every so many ms. Default: never. */
	heartbeat?: number | undefined;
}

/** @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` */
export function checkSuperviseOptions(options: SuperviseOptions): SuperviseOptions {
	return check(options, SUPERVISE);
}

/** Only what is ours is checked; the rest is for `child_process`. */
export function checkSupervisedOptions(options: SupervisedOptions): void {
	check(options, SUPERVISED, true);
}

/** @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` */
export function checkStopOptions(options: StopOptions): StopOptions {
	return check(options, STOP);
}

/** @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION` */
export function checkInterruptOptions(options: InterruptOptions): InterruptOptions {
	return check(options, INTERRUPT);
}

type Check = (value: unknown, name: string) => unknown;

const checkDelay = numberCheck('a number of ms', 0, MAX_DELAY);
const checkStep: Check = (value, name) => value === false || checkDelay(value, name);
const checkTimes: Check = (value, name) => check(value, TIMES, false, name);

const TIMES: Record<string, Check> = {
	event: checkStep,
	interrupt: checkStep,
	terminate: checkStep,
	kill: checkDelay,
	tree: checkBoolean,
};
const STOP: Record<string, Check> = { ...TIMES, executors: checkDelay, signal: checkSignal };
const INTERRUPT: Record<string, Check> = { trace: checkBoolean, timeout: checkDelay };
const DEFAULTS: Record<string, Check> = {
	preload: checkBoolean,
	guard: checkBoolean,
	group: checkBoolean,
	stop: checkTimes,
};
const SUPERVISED: Record<string, Check> = { ...DEFAULTS, name: checkName };
const SUPERVISE: Record<string, Check> = {
	...DEFAULTS,
	sharedLimit: numberCheck('a number of bytes', 0, MAX_SHARED_LIMIT),
	shared: checkShared,
	reaper: checkBoolean,
	lease: checkHeldLease,
	heartbeat: numberCheck('a number of ms', 1, MAX_DELAY),
};

function check<Options>(
	options: Options,
	checks: Record<string, Check>,
	isOpen = false,
	what = 'options',
): Options {
	checkObject(options, what);
	for (const [name, value] of Object.entries(options)) {
		if (value === undefined) continue;
		if (Object.hasOwn(checks, name)) checks[name]?.(value, name);
		else if (!isOpen) throw unknownOption(name, value, Object.keys(checks));
	}
	return options;
}

function checkName(value: unknown, name: string): void {
	if (typeof value !== 'string') throw optionError(name, 'a string', value, TypeError);
}

function checkHeldLease(value: unknown, name: string): void {
	const { id, signal, release } = (value ?? {}) as Partial<SupervisedLease>;
	if (typeof id === 'string' && typeof release === 'function' && signal instanceof AbortSignal)
		return;
	throw optionError(name, 'a lease that holdLease() has given', value, TypeError);
}

function checkShared(value: unknown, name: string): void {
	const expected = "'read-write' or 'read-only'";
	if (typeof value !== 'string') throw optionError(name, expected, value, TypeError);
	if (!/^read-(write|only)$/.test(value)) throw optionError(name, expected, value, RangeError);
}

function checkSignal(value: unknown, name: string): void {
	const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignal>;
	if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return;
	throw optionError(name, 'an AbortSignal', value, TypeError);
}
