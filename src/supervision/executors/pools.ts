/** Thread pools: which of their calls waits for running tasks, and which cancels queued ones. */
import type { CloseOptions } from './close-options.js';
import { until } from './until.js';

export interface Piscina {
	run(task: unknown): unknown;
	close(options: { force: boolean }): Promise<void>;
	destroy(): Promise<void>;
	readonly threads: readonly object[];
	readonly idleThreads: number;
	readonly queueSize: number;
}

/**
 * `close({ force: true })` cancels what is queued, and would wait for what runs. But it takes each task
 * that ends for the end of every thread, so with two busy ones or more the first that is through costs
 * the others their tasks (as of 5.3.2: `onPoolFlushed` in its `src/index.ts` counts once a listener, and
 * adds one for each thread). So it is not called before at most one is busy, and until then queued
 * tasks go on being run.
 */
export async function closePiscina(
	pool: Piscina,
	signal: AbortSignal,
	{ cancelQueued }: CloseOptions,
) {
	// A thread that is only just starting is not idle: it will take a task.
	const busy = () => pool.threads.length - pool.idleThreads;
	const isReady = () => (pool.queueSize > 0 ? cancelQueued && busy() <= 1 : busy() === 0);
	await until(isReady, signal);
	await pool.close({ force: cancelQueued });
}

/** Rejects what is queued and what runs. */
export function forcePiscina(pool: Piscina): Promise<void> {
	return pool.destroy();
}

interface TinypoolThread {
	once(event: 'exit', listener: () => void): unknown;
	terminate(): Promise<unknown>;
}

export interface Tinypool {
	cancelPendingTasks(): void;
	recycleWorkers(): Promise<void>;
	destroy(): Promise<void>;
	readonly threads: readonly TinypoolThread[];
	readonly queueSize: number;
	readonly options: {
		minThreads: number;
		idleTimeout: number;
		isolateWorkers?: boolean;
		concurrentTasksPerWorker?: number;
	};
}

/**
 * It has nothing that waits but `recycleWorkers()`, which ends idle threads at once and busy ones after
 * their task; told to keep no threads, it starts no others. A thread with several tasks at a time would
 * be ended after the first: such a pool ends its threads itself when they have become idle, and those
 * that are idle already when the time is up.
 */
export async function closeTinypool(
	pool: Tinypool,
	signal: AbortSignal,
	{ cancelQueued }: CloseOptions,
) {
	if (cancelQueued) pool.cancelPendingTasks();
	else await until(() => pool.queueSize === 0, signal);
	Object.assign(pool.options, { minThreads: 0, idleTimeout: 0, isolateWorkers: false });
	const exits = pool.threads.map((thread) => {
		return new Promise<void>((resolve) => thread.once('exit', resolve));
	});
	const { concurrentTasksPerWorker = 1 } = pool.options;
	if (concurrentTasksPerWorker === 1) await pool.recycleWorkers();
	await Promise.all(exits);
	await pool.destroy();
}

/** Its teardown is a task for each thread, which one that is blocked never comes to. */
export async function forceTinypool(pool: Tinypool): Promise<void> {
	const threads = [...pool.threads];
	const destroyed = pool.destroy();
	await Promise.all([destroyed, ...threads.map((thread) => thread.terminate())]);
}

export interface Workerpool {
	exec(method: string): unknown;
	terminate(force: boolean): PromiseLike<unknown>;
	stats(): { pendingTasks: number };
	readonly maxWorkers: number;
}

/** `terminate()` rejects all that is queued, in any case. */
export async function closeWorkerpool(
	pool: Workerpool,
	signal: AbortSignal,
	{ cancelQueued }: CloseOptions,
): Promise<void> {
	if (!cancelQueued) await until(() => pool.stats().pendingTasks === 0, signal);
	await pool.terminate(false);
}

/**
 * It rejects what runs, but asks the workers to end, and kills one that does not after its option
 * `workerTerminateTimeout` (a second by default).
 */
export async function forceWorkerpool(pool: Workerpool): Promise<void> {
	await pool.terminate(true);
}
