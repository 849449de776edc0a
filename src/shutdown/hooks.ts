import { debug, publish } from '../diagnostics.js';
import { argumentError } from '../errors.js';
import { clearTimeout, now, setTimeout } from '../system.js';
import type { ShutdownReason } from './reason.js';

/** A function run once before the process ends. It may return a promise. */
export type CleanupHook = (reason: ShutdownReason) => unknown;

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
	name: string;
	priority: number;
	/**
	 * `timed-out` took longer than its own timeout; `unfinished` was cut off by the deadline, or had
	 * only its synchronous part run because the process was exiting already.
	 */
	outcome: 'done' | 'failed' | 'timed-out' | 'unfinished';
	/** How long it took in ms, as far as it was waited for. */
	ms: number;
	error: unknown;
}

/** What `process.exit()` throws while hooks are drained, so that it costs no other hook its turn. */
export const EXIT_CALLED = Symbol('process.exit() called by a hook');

interface Entry {
	hook: CleanupHook;
	priority: number;
	timeout: number | undefined;
	name: string;
}

/** The registered hooks, and the results of those that have run. Each is taken once, by whatever ends us. */
export class Hooks {
	readonly results: HookResult[] = [];
	/** Hooks that are past their share, but may still finish before the deadline. */
	readonly #late = new Set<Promise<void>>();
	readonly #running = new Set<(outcome: HookResult['outcome'], error?: unknown) => void>();
	#entries: Entry[] = [];

	get size(): number {
		return this.#entries.length;
	}

	/** @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` */
	add(hook: CleanupHook, options: HookOptions = {}): () => boolean {
		const entry = createEntry(hook, options);
		const after = this.#entries.findIndex(({ priority }) => priority <= entry.priority);
		this.#entries.splice(after < 0 ? this.#entries.length : after, 0, entry);
		return () => {
			const index = this.#entries.indexOf(entry);
			if (index >= 0) this.#entries.splice(index, 1);
			return index >= 0;
		};
	}

	/** Runs what is registered at `priority` or above, one after another, also what hooks register. */
	async run(priority: number, reason: ShutdownReason): Promise<void> {
		for (let entry = this.#take(priority); entry; entry = this.#take(priority)) {
			const left = Math.max(0, reason.deadline - now());
			await this.#start(entry, reason, left / (this.#entries.length + 1));
		}
	}

	/** Waits for those that were past their share when the next one began. */
	async settle(): Promise<void> {
		while (this.#late.size > 0) await Promise.all(this.#late);
	}

	/** Runs the synchronous part of all that is left, at once. */
	drain(reason: ShutdownReason): void {
		for (let entry = this.#take(Number.NEGATIVE_INFINITY); entry; ) {
			const finish = this.#begin(entry);
			try {
				const result = entry.hook(reason);
				if (isThenable(result)) result.then(undefined, () => {});
				finish(isThenable(result) ? 'unfinished' : 'done');
			} catch (error) {
				if (error === EXIT_CALLED) finish('done');
				else finish('failed', error);
			}
			entry = this.#take(Number.NEGATIVE_INFINITY);
		}
	}

	/** Closes the results of those that will not be waited for any more. */
	abandon(): void {
		for (const finish of this.#running) finish('unfinished');
	}

	#take(priority: number): Entry | undefined {
		const first = this.#entries[0];
		return first && first.priority >= priority ? this.#entries.shift() : undefined;
	}

	/** Resolves when the hook has ended, or the next one has to begin. Never rejects. */
	#start(entry: Entry, reason: ShutdownReason, share: number): Promise<void> {
		const finish = this.#begin(entry);
		return new Promise((next) => {
			let timer: NodeJS.Timeout | undefined;
			const run = (async () => entry.hook(reason))().then(
				() => finish('done'),
				(error: unknown) => finish('failed', error),
			);
			const ended = run.then(() => {
				clearTimeout(timer);
				this.#late.delete(ended);
				next();
			});
			const isLimited = entry.timeout !== undefined;
			timer = setTimeout(
				() => {
					if (isLimited) finish('timed-out');
					else this.#late.add(ended);
					debug('hook %s is past its time; the next one begins', entry.name);
					next();
				},
				Math.min(entry.timeout ?? share, Math.max(0, reason.deadline - now())),
			);
		});
	}

	/** The result is there from the start, as unfinished, so that a report at the deadline tells it. */
	#begin({ name, priority }: Entry): (outcome: HookResult['outcome'], error?: unknown) => void {
		const start = now();
		const result: HookResult = { name, priority, outcome: 'unfinished', ms: 0, error: undefined };
		this.results.push(result);
		const finish = (outcome: HookResult['outcome'], error?: unknown) => {
			if (!this.#running.delete(finish)) return;
			Object.assign(result, { outcome, error, ms: now() - start });
			debug('hook %s: %s after %s ms', name, outcome, result.ms.toFixed(1), error ?? '');
			publish('hook', { ...result });
		};
		this.#running.add(finish);
		return finish;
	}
}

function createEntry(hook: CleanupHook, options: HookOptions): Entry {
	if (typeof hook !== 'function') throw argumentError('hook', 'a function', hook);
	if (typeof options !== 'object' || options === null) {
		throw argumentError('options', 'an object', options);
	}
	const { priority = 0, timeout, name = hook.name || 'anonymous' } = options;
	if (typeof priority !== 'number' || Number.isNaN(priority)) {
		throw argumentError('priority', 'a number', priority);
	}
	const isDelay = timeout === undefined || (typeof timeout === 'number' && timeout >= 0);
	if (!isDelay) throw argumentError('timeout', 'a number of ms, 0 or more', timeout);
	if (typeof name !== 'string') throw argumentError('name', 'a string', name);
	return { hook, priority, timeout, name };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
