import type { CleanupHook, Entry, HookResult } from './hook.js';
import type { ShutdownReason } from './reason.js';

/** What `process.exit()` throws while hooks are drained, so that it costs no other hook its turn. */
export const EXIT_CALLED = Symbol('process.exit() called by a hook');

/** Closes a hook's result. */
export type Finish = (outcome: HookResult['outcome'], error?: unknown) => void;

/** Resolves with true when the hook has ended, and its result is closed. Never rejects. */
export async function callHook(
	{ hook }: Entry,
	reason: ShutdownReason,
	finish: Finish,
): Promise<true> {
	try {
		const result = hook(reason);
		// A synchronous hook has its result at once: the process may exit before the next microtask.
		if (isThenable(result)) await result;
		finish('done');
	} catch (error) {
		finish('failed', error);
	}
	return true;
}

/** Runs its synchronous part. */
export function drainHook({ hook }: Entry, reason: ShutdownReason, finish: Finish): void {
	try {
		const result = hook(reason);
		if (isThenable(result)) result.then(ignore, ignore);
		finish(isThenable(result) ? 'unfinished' : 'done');
	} catch (error) {
		if (error === EXIT_CALLED) finish('done');
		else finish('failed', error);
	}
}

export function isThenable(value: ReturnType<CleanupHook>): value is PromiseLike<unknown> {
	return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

function ignore(): void {}
