/** How what is asked of a supervisor is checked. */
import { MAX_SHARED_LIMIT } from '../child/shared-entry.js';
import {
	checkBoolean,
	checkObject,
	numberCheck,
	optionError,
	unknownOption,
} from '../runtime/checks.js';
import { MAX_DELAY } from '../runtime/clock.js';
import type {
	InterruptOptions,
	StopOptions,
	SupervisedLease,
	SupervisedOptions,
	SuperviseOptions,
} from './options.js';

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
