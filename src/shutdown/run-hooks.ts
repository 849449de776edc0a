import type { Calls } from './calls.js';
import type { Dependents } from './dependents.js';
import type { Hooks } from './hooks.js';
import type { ShutdownReason } from './reason.js';

/** Hooks of priority 0 and above, then the children and executors that they may still need, then the rest. */
export async function runHooks(
	reason: ShutdownReason,
	hooks: Hooks,
	dependents: Dependents,
	calls: Calls,
): Promise<void> {
	await hooks.run(0, reason, calls, Math.min(1, dependents.size));
	await dependents.stop(reason);
	do {
		await hooks.run(Number.NEGATIVE_INFINITY, reason, calls, 0);
		await hooks.settle();
		// One that was late may have registered others.
	} while (hooks.size > 0);
}
