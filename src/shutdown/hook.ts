import { checkNames } from '../runtime/checks.js';
import { now } from '../runtime/clock.js';
import { argumentError } from '../runtime/errors.js';
import type { ShutdownReason } from './reason.js';

/** A function run once before the process ends. It may return a promise. */
export type CleanupHook = (reason: ShutdownReason) => unknown;

/** Options of `addCleanupHook()` and `finalize()`. */
export interface HookOptions {
	/**
	 * Hooks run from the highest priority to the lowest, the last registered first among equals; those
	 * below 0 run after our own children have been stopped. Default: 0.
	 */
	priority?: number | undefined;
	/** How long the hook may take, in ms. Default: its share of what is left of the grace period. */
	timeout?: number | undefined;
	/** How reports and warnings call it. Default: the function's name. */
	name?: string | undefined;
}

/** What became of a hook. */
export interface HookResult {
	/** That of the hook. */
	name: string;
	/** That of the hook. */
	priority: number;
	/**
	 * `timed-out` took longer than its own timeout; `unfinished` was cut off by the deadline, or had
	 * only its synchronous part run because the process was exiting already.
	 */
	outcome: 'done' | 'failed' | 'timed-out' | 'unfinished';
	/** How long it took in ms, as far as it was waited for. */
	ms: number;
	/** What it has thrown, or rejected with. */
	error: unknown;
}

/** A registered hook. */
export interface Entry {
	hook: CleanupHook;
	priority: number;
	timeout: number | undefined;
	name: string;
	/** In ms since the epoch. */
	addedAt: number;
}

const OPTIONS: readonly (keyof HookOptions)[] = ['priority', 'timeout', 'name'];

/**
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`, or `ERR_PARENT_WATCHDOG_INVALID_OPTION` for
 * one that there is not
 */
export function createEntry(hook: CleanupHook, options: HookOptions): Entry {
	if (typeof hook !== 'function') throw argumentError('hook', 'a function', hook);
	if (typeof options !== 'object' || options === null) {
		throw argumentError('options', 'an object', options);
	}
	checkNames(options, OPTIONS);
	const { priority = 0, timeout, name = hook.name || 'anonymous' } = options;
	if (typeof priority !== 'number' || Number.isNaN(priority)) {
		throw argumentError('priority', 'a number', priority);
	}
	const isDelay = timeout === undefined || (typeof timeout === 'number' && timeout >= 0);
	if (!isDelay) throw argumentError('timeout', 'a number of ms, 0 or more', timeout);
	if (typeof name !== 'string') throw argumentError('name', 'a string', name);
	return { hook, priority, timeout, name, addedAt: now() };
}
