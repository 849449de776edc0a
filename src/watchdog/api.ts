import type { ChildSharedMap } from '../child/child-shared-map.js';
import type { StopEvent } from '../child/stop-event.js';
import type { WatchOptions } from '../options.js';
import type { FinalizeHook } from '../shutdown/finalizer.js';
import type { CleanupHook, HookOptions } from '../shutdown/hook.js';
import type { ExecutorReport, UseOptions } from '../supervision/executors.js';
import type { ParentWatch } from './parent-watch.js';
import { state } from './state.js';

const { watchdog } = state;

/**
 * Watches the parent: when it is gone, the cleanup hooks run and the process ends. Idempotent: there is
 * one watch a process, and a further call changes the options that it names.
 *
 * Options given here precede those of the environment, which precede the defaults.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`, which carries the
 * `option` and its `value`.
 */
export function watchParent(options?: WatchOptions): ParentWatch {
	return watchdog.watchParent(options);
}

/**
 * Registers a function that runs once before the process ends, whatever ends it: the parent gone, a
 * signal, `shutdown()`, `process.exit()` (its synchronous part) or a natural end. It may return a
 * promise. A hook that throws, rejects or hangs costs no other hook its turn.
 *
 * It watches nothing itself: a process hears of its parent's end by `watchParent()`, or by the preload.
 *
 * @returns a function that removes the hook: true if it was still registered.
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`, or `ERR_PARENT_WATCHDOG_INVALID_OPTION` for an
 * option that there is not
 */
export function addCleanupHook(hook: CleanupHook, options?: HookOptions): () => boolean {
	return watchdog.shutdown.addHook(hook, options);
}

/**
 * Ties a hook to an object: it runs when the object is collected, or at shutdown; once. The hook must
 * not refer to the object. When collected it is called without a reason.
 *
 * @returns a function that removes the hook: true if it was still registered.
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
 */
export function finalize(object: object, hook: FinalizeHook, options?: HookOptions): () => boolean {
	return watchdog.shutdown.finalize(object, hook, options);
}

/**
 * Closes a server, a pool, a worker thread or anything else with a method for it, as a supervisor closes what
 * it uses: what runs is waited for, connections that have become idle are closed again and again, and after
 * `timeout` ms (default: 3000) it is ended by force. Never rejects: the report says how it ended.
 *
 *     addCleanupHook(() => closeGracefully(server, { timeout: 5000 }));
 *
 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` where nothing says how to close it
 */
export function closeGracefully<T extends object>(
	executor: T,
	options?: UseOptions<T>,
): Promise<ExecutorReport> {
	const { closeGracefully: close } =
		require('../supervision/executors/close-gracefully.js') as typeof import('../supervision/executors/close-gracefully.js');
	return close(executor, options);
}

/**
 * Starts the shutdown by hand; the hooks get `cause` as the reason's `cause`. The exit code is
 * `process.exitCode`, else 1 where `cause` is an error, else 0. The promise never settles.
 */
export function shutdown(cause?: unknown): Promise<never> {
	return watchdog.shutdown.request(cause);
}

/** Whether the watched parent lives, asked now: false only if it is gone for certain. */
export function isParentAlive(): boolean {
	return watchdog.isParentAlive();
}

/** Aborted the moment the shutdown starts, with the same reason that the hooks get. */
export const shutdownSignal: AbortSignal = watchdog.shutdown.signal;

/**
 * Set when the supervisor wants this process to end by itself, or when its shutdown starts. Without a
 * supervisor only the latter.
 */
export const stopEvent: StopEvent = watchdog.session.stopEvent;

/** The supervisor's shared map, as far as it has arrived: read locally, written by asking the supervisor. */
export const shared: ChildSharedMap = watchdog.session.shared;
