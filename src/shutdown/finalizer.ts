import { argumentError, ParentWatchdogError } from '../runtime/errors.js';
import type { CleanupHook, HookOptions } from './hook.js';

type AddHook = (hook: CleanupHook, options?: HookOptions) => () => boolean;
interface Collected {
	remove: () => boolean;
	hook: (reason: undefined) => unknown;
	name: string;
}

/** A hook for the life of an object: it runs when the object is collected, or at shutdown; once. */
export type FinalizeHook = (reason: Parameters<CleanupHook>[0] | undefined) => unknown;

/** Ties hooks to objects. The hook must not refer to the object, or it would never be collected. */
export function createFinalizer(addHook: AddHook) {
	const registry = new FinalizationRegistry<Collected>(({ remove, hook, name }) => {
		if (remove()) void runCollected(hook, name);
	});
	return (object: object, hook: FinalizeHook, options?: HookOptions): (() => boolean) => {
		const isObject = typeof object === 'object' || typeof object === 'function';
		if (!isObject || object === null) throw argumentError('object', 'an object', object);
		const removeHook = addHook(hook, options);
		const token = {};
		const name = options?.name ?? (hook.name || 'anonymous');
		registry.register(object, { remove: removeHook, hook, name }, token);
		return () => {
			registry.unregister(token);
			return removeHook();
		};
	};
}

async function runCollected(hook: Collected['hook'], name: string): Promise<void> {
	try {
		await hook(undefined);
	} catch (cause) {
		const message = `finalizer ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`;
		process.emitWarning(
			new ParentWatchdogError('ERR_PARENT_WATCHDOG_HOOK_FAILED', message, { cause }),
		);
	}
}
