import { checkNames } from '../../runtime/checks.js';
import { argumentError } from '../../runtime/errors.js';
import { type Closing, detectAdapter } from './adapters.js';

/** Options of `supervisor.use()` and `closeGracefully()`. */
export interface UseOptions<T extends object = object> {
	/** How the report calls it. Default: the name of its constructor. */
	name?: string | undefined;
	/**
	 * How long, in ms, what runs may take until the executor is ended by force. Default: the time that
	 * `close()` has, but for the last part of it, which ending by force needs.
	 */
	timeout?: number | undefined;
	/** Whether queued work that has not begun is cancelled, where the executor can. Default: true. */
	cancelQueued?: boolean | undefined;
	/** How to close it, where that is not known or wanted otherwise. `signal` is aborted at the timeout. */
	close?: ((executor: T, signal: AbortSignal) => unknown) | undefined;
}

/** An executor in use. */
export interface Entry {
	executor: object;
	name: string;
	timeout: number | undefined;
	kind: Closing;
	/** Whether its closing has begun. */
	isClosing: boolean;
	/** Removes our listeners. */
	unwatch: () => void;
}

const CLOSABLE =
	'something with close(), shutdown(), destroy(), terminate() or an (async) dispose method, or come with the option close';

const OPTIONS: readonly (keyof UseOptions)[] = ['name', 'timeout', 'cancelQueued', 'close'];

/**
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`, or `ERR_PARENT_WATCHDOG_INVALID_OPTION` for
 * one that there is not
 */
export function createEntry(executor: object, options: UseOptions = {}): Entry {
	const isObject =
		typeof executor === 'object' ? executor !== null : typeof executor === 'function';
	if (!isObject) throw argumentError('executor', CLOSABLE, executor);
	if (typeof options !== 'object' || options === null) {
		throw argumentError('options', 'an object', options);
	}
	checkNames(options, OPTIONS);
	const { timeout, cancelQueued = true, close, name = nameOf(executor) } = options;
	if (typeof name !== 'string') throw argumentError('name', 'a string', name);
	const isDelay = timeout === undefined || (typeof timeout === 'number' && timeout >= 0);
	if (!isDelay) throw argumentError('timeout', 'a number of ms, 0 or more', timeout);
	if (typeof cancelQueued !== 'boolean') {
		throw argumentError('cancelQueued', 'true or false', cancelQueued);
	}
	if (close !== undefined && typeof close !== 'function') {
		throw argumentError('close', 'a function', close);
	}
	const known = detectAdapter(executor, { cancelQueued, mayEnd: timeout !== undefined });
	const kind = close
		? { ...known, close: (signal: AbortSignal) => close(executor, signal) }
		: known;
	if (!kind) throw argumentError('executor', CLOSABLE, executor);
	return { executor, name, timeout, kind, isClosing: false, unwatch: () => {} };
}

function nameOf(executor: object): string {
	const name: unknown = executor.constructor?.name;
	return typeof name === 'string' && name !== '' ? name : 'executor';
}
