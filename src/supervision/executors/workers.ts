/** A worker thread. */
import type { CloseOptions } from './close-options.js';

export interface Worker {
	postMessage(message: unknown): void;
	terminate(): Promise<unknown>;
	once(event: 'exit', listener: () => void): unknown;
	off(event: 'exit', listener: () => void): unknown;
	readonly threadId: number;
}

/**
 * It says nothing of its work, and one that listens for messages never ends by itself. So it is
 * terminated at once, as it would be by `process.exit()`, unless it was given a time in which to end.
 */
export function closeWorker(worker: Worker, _: AbortSignal, { mayEnd }: CloseOptions): unknown {
	// Once it has ended: https://nodejs.org/api/worker_threads.html#workerthreadid
	if (worker.threadId === -1) return undefined;
	if (!mayEnd) return worker.terminate();
	return new Promise<void>((resolve) => worker.once('exit', resolve));
}

export function forceWorker(worker: Worker): Promise<unknown> {
	return worker.terminate();
}

/** One that has ended by itself is not kept. */
export function watchWorker(worker: Worker, gone: () => void): () => void {
	worker.once('exit', gone);
	return () => worker.off('exit', gone);
}
