import { now } from '../runtime/clock.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { clearTimeout, setImmediate, setTimeout } from '../runtime/system.js';
import { callHook, drainHook, type Finish } from './call-hook.js';
import type { GuardPort } from './guard-port.js';
import type { CleanupHook, Entry, HookOptions, HookResult } from './hook.js';
import type { ShutdownReason } from './reason.js';
import { Registry } from './registry.js';

/** The registered hooks, and the results of those that have run. Each is taken once, by whatever ends us. */
export class Hooks {
	readonly results: HookResult[] = [];
	/** Hooks that are past their share, but may still finish before the deadline. */
	readonly #late = new Set<Promise<void>>();
	readonly #running = new Set<Finish>();
	readonly #registry = new Registry();
	#isDraining = false;
	/** Ends the turn of a hook whose synchronous part has not returned. */
	#endTurn: ((error: unknown) => void) | undefined;
	/** Hooks that were taken, and have their turn in the next round of the event loop. */
	readonly #waiting = new Set<{ entry: Entry; finish: Finish }>();

	constructor(
		private readonly guard: () => GuardPort | undefined = () => undefined,
		private readonly onResult = tellResult,
	) {}

	get size(): number {
		return this.#registry.size;
	}

	/** Whether the synchronous parts are being run; what is registered meanwhile has its turn among them. */
	get isDraining(): boolean {
		return this.#isDraining;
	}

	add(hook: CleanupHook, options?: HookOptions): () => boolean {
		return this.#registry.add(hook, options);
	}

	/**
	 * Runs what is registered at `priority` or above, one after another, also what hooks register. What is
	 * `toFollow` has its share of the time as well.
	 */
	async run(priority: number, reason: ShutdownReason, toFollow = () => 0): Promise<void> {
		const take = () => this.#registry.take(priority, reason);
		for (let entry = take(); entry; entry = take()) {
			await this.#start(entry, reason, this.size + toFollow());
		}
	}

	/** Waits for those that were past their share when the next one began, unless there is a new one to run. */
	async settle(): Promise<void> {
		while (this.#late.size > 0 && this.size === 0) {
			const added = new Promise<void>((resolve) => {
				this.#registry.onAdded = resolve;
			});
			await Promise.race([Promise.all(this.#late), added]);
		}
	}

	/** Runs the synchronous part of all that is left, at once. */
	drain(reason: ShutdownReason): void {
		this.#isDraining = true;
		const take = () => this.#registry.take(Number.NEGATIVE_INFINITY, reason);
		for (const waiting of this.#waiting) {
			this.#waiting.delete(waiting);
			drainHook(waiting.entry, reason, waiting.finish);
		}
		for (let entry = take(); entry; entry = take()) drainHook(entry, reason, this.#begin(entry));
		this.#isDraining = false;
	}

	/** Closes the results of those that will not be waited for any more. */
	abandon(): void {
		for (const finish of this.#running) finish('unfinished');
	}

	/** Resolves when the hook has ended, or the next one has to begin. Never rejects. */
	#start(entry: Entry, reason: ShutdownReason, others: number): Promise<void> {
		const left = Math.max(0, reason.deadline - now());
		const share = left / (others + 1);
		const isLimited = entry.timeout !== undefined && entry.timeout < left;
		const finish = this.#begin(entry);
		return new Promise((next) => {
			const ms = Math.min(entry.timeout ?? share, left);
			let timer: NodeJS.Timeout | undefined;
			const ended = this.#call(entry, reason, ms, finish).then(
				() => finish('done'),
				(error: unknown) => finish('failed', error),
			);
			void ended.then(() => {
				clearTimeout(timer);
				this.#late.delete(ended);
				next();
			});
			timer = setTimeout(() => {
				if (isLimited) finish('timed-out');
				else this.#late.add(ended);
				debug('hook %s is past its time; the next one begins', entry.name);
				next();
			}, ms);
		});
	}

	/**
	 * With a guard, a hook that blocks is terminated, and all that is on the stack with it: so there it
	 * has a turn of the event loop of its own.
	 */
	#call(entry: Entry, reason: ShutdownReason, ms: number, finish: Finish): Promise<unknown> {
		const guard = this.guard();
		if (!guard) return callHook(entry, reason, finish);
		guard.allow(ms);
		const waiting = { entry, finish };
		this.#waiting.add(waiting);
		return new Promise((resolve, reject) => {
			setImmediate(() => {
				// Something has ended the process meanwhile, and drained the hook.
				if (!this.#waiting.delete(waiting)) return;
				// One that has not returned by now never will: it was terminated, which is not told yet.
				this.onTerminated();
				this.#endTurn = reject;
				resolve(callHook(entry, reason, finish));
				this.#endTurn = undefined;
			});
		});
	}

	/** What blocked was terminated: a hook whose synchronous part has not returned by then was it. */
	onTerminated(stack = ''): void {
		const error = new Error('it blocked the main thread, and was terminated');
		error.stack = `${error.message}\n${stack}`.trimEnd();
		this.#endTurn?.(error);
		this.#endTurn = undefined;
	}

	/** The result is there from the start, as unfinished, so that a report at the deadline tells it. */
	#begin({ name, priority }: Entry): Finish {
		const start = now();
		const result: HookResult = { name, priority, outcome: 'unfinished', ms: 0, error: undefined };
		this.results.push(result);
		const finish = (outcome: HookResult['outcome'], error?: unknown) => {
			if (!this.#running.delete(finish)) return;
			Object.assign(result, { outcome, error, ms: now() - start });
			this.onResult(result);
		};
		this.#running.add(finish);
		return finish;
	}
}

function tellResult(result: HookResult): void {
	const { name, outcome, ms, error } = result;
	debug('hook %s: %s after %s ms', name, outcome, ms.toFixed(1), error ?? '');
	publish('hook', { ...result });
}
