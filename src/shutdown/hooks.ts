import { debug, publish } from '../diagnostics.js';
import { clearTimeout, now, setImmediate, setTimeout } from '../system.js';
import {
	type CleanupHook,
	createEntry,
	type Entry,
	type HookOptions,
	type HookResult,
} from './hook.js';
import type { Overseer } from './overseer.js';
import type { ShutdownReason } from './reason.js';

/** What `process.exit()` throws while hooks are drained, so that it costs no other hook its turn. */
export const EXIT_CALLED = Symbol('process.exit() called by a hook');

/**
 * How long after the deadline, in ms, hooks may still register hooks: one that registers itself again
 * would go on for ever, and no timer would get a turn to end it.
 */
const LAST_CALL = 100;

/** Closes a hook's result. */
type Finish = (outcome: HookResult['outcome'], error?: unknown) => void;

/** The registered hooks, and the results of those that have run. Each is taken once, by whatever ends us. */
export class Hooks {
	readonly results: HookResult[] = [];
	/** Hooks that are past their share, but may still finish before the deadline. */
	readonly #late = new Set<Promise<void>>();
	readonly #running = new Set<Finish>();
	#entries: Entry[] = [];
	#isDraining = false;
	#onAdded: (() => void) | undefined;
	/** Ends the turn of a hook whose synchronous part has not returned. */
	#endTurn: ((error: unknown) => void) | undefined;
	/** Hooks that were taken, and have their turn in the next round of the event loop. */
	readonly #waiting = new Set<{ entry: Entry; finish: Finish }>();

	constructor(
		private readonly guard: () => Overseer | undefined = () => undefined,
		private readonly onResult = tellResult,
	) {}

	get size(): number {
		return this.#entries.length;
	}

	/** Whether the synchronous parts are being run; what is registered meanwhile has its turn among them. */
	get isDraining(): boolean {
		return this.#isDraining;
	}

	add(hook: CleanupHook, options: HookOptions = {}): () => boolean {
		const entry = createEntry(hook, options);
		const after = this.#entries.findIndex(({ priority }) => priority <= entry.priority);
		this.#entries.splice(after < 0 ? this.#entries.length : after, 0, entry);
		this.#onAdded?.();
		return () => {
			const index = this.#entries.indexOf(entry);
			if (index >= 0) this.#entries.splice(index, 1);
			return index >= 0;
		};
	}

	/**
	 * Runs what is registered at `priority` or above, one after another, also what hooks register. What is
	 * `toFollow` has its share of the time as well.
	 */
	async run(priority: number, reason: ShutdownReason, toFollow = () => 0): Promise<void> {
		const take = () => this.#take(priority, reason);
		for (let entry = take(); entry; entry = take()) {
			await this.#start(entry, reason, this.#entries.length + toFollow());
		}
	}

	/** Waits for those that were past their share when the next one began, unless there is a new one to run. */
	async settle(): Promise<void> {
		while (this.#late.size > 0 && this.size === 0) {
			const added = new Promise<void>((resolve) => {
				this.#onAdded = resolve;
			});
			await Promise.race([Promise.all(this.#late), added]);
		}
	}

	/** Runs the synchronous part of all that is left, at once. */
	drain(reason: ShutdownReason): void {
		this.#isDraining = true;
		const take = () => this.#take(Number.NEGATIVE_INFINITY, reason);
		for (const waiting of this.#waiting) {
			this.#waiting.delete(waiting);
			drainOne(waiting.entry, reason, waiting.finish);
		}
		for (let entry = take(); entry; entry = take()) drainOne(entry, reason, this.#begin(entry));
		this.#isDraining = false;
	}

	/** Closes the results of those that will not be waited for any more. */
	abandon(): void {
		for (const finish of this.#running) finish('unfinished');
	}

	#take(priority: number, reason: ShutdownReason): Entry | undefined {
		const first = this.#entries[0];
		if (!first || first.priority < priority) return undefined;
		this.#entries.shift();
		return first.addedAt <= reason.deadline + LAST_CALL ? first : this.#take(priority, reason);
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
		if (!guard) return callOne(entry, reason, finish);
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
				resolve(callOne(entry, reason, finish));
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

/** A synchronous hook has its result at once: the process may exit before the next microtask. */
async function callOne({ hook }: Entry, reason: ShutdownReason, finish: Finish): Promise<unknown> {
	try {
		const result = hook(reason);
		if (!isThenable(result)) finish('done');
		return result;
	} catch (error) {
		finish('failed', error);
		return undefined;
	}
}

function drainOne({ hook }: Entry, reason: ShutdownReason, finish: Finish): void {
	try {
		const result = hook(reason);
		if (isThenable(result)) result.then(ignore, ignore);
		finish(isThenable(result) ? 'unfinished' : 'done');
	} catch (error) {
		if (error === EXIT_CALLED) finish('done');
		else finish('failed', error);
	}
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}

function ignore(): void {}
