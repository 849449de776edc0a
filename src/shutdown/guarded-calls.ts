import { setImmediate } from '../runtime/system.js';
import { callHook, type Finish } from './call-hook.js';
import type { Calls } from './calls.js';
import type { GuardPort } from './guard-port.js';
import type { Entry } from './hook.js';
import type { ShutdownReason } from './reason.js';

/**
 * With a guard thread, code that blocks is terminated, and all that is on the stack with it. So whatever
 * follows has a turn of the event loop of its own, and is scheduled first.
 */
export class GuardedCalls implements Calls {
	readonly #waiting = new Set<{ entry: Entry; finish: Finish }>();
	/** Closes the result of a hook whose synchronous part has not returned. */
	#endTurn: ((error: unknown) => void) | undefined;

	constructor(private readonly guard: GuardPort) {}

	get gracePeriod(): number {
		return this.guard.msLeft();
	}

	begin(reason: ShutdownReason, announce: () => void, run: () => void): void {
		this.guard.onShutdown(reason);
		setImmediate(run);
		announce();
	}

	call(entry: Entry, reason: ShutdownReason, ms: number, finish: Finish): Promise<true> {
		this.guard.allow(ms);
		const waiting = { entry, finish };
		this.#waiting.add(waiting);
		return new Promise((resolve) => {
			setImmediate(() => {
				// Something has ended the process meanwhile, and drained the hook.
				if (!this.#waiting.delete(waiting)) return;
				// One that has not returned by now never will: it was terminated, which is not told yet.
				this.onTerminated('');
				this.#endTurn = (error) => {
					finish('failed', error);
					resolve(true);
				};
				resolve(callHook(entry, reason, finish));
				this.#endTurn = undefined;
			});
		});
	}

	takeWaiting(): { entry: Entry; finish: Finish }[] {
		const waiting = [...this.#waiting];
		this.#waiting.clear();
		return waiting;
	}

	onTerminated(stack: string): void {
		const error = new Error('it blocked the main thread, and was terminated');
		error.stack = `${error.message}\n${stack}`.trimEnd();
		this.#endTurn?.(error);
		this.#endTurn = undefined;
	}
}
