import { Worker } from 'node:worker_threads';
import type { ParentEnd } from '../protocol/verdict.js';
import { MAX_DELAY } from '../runtime/clock.js';
import { warnOnStderr } from '../runtime/diagnostics.js';
import { embed } from '../runtime/embed.js';
import { setTimeout } from '../runtime/system.js';
import { describeFailure } from './failure.js';
import type { LeaseThreadData } from './lease-thread.js';
import type { RunningLeaseWatch, WatchedLease } from './lease-watch.js';
import { findPlaces } from './load-client.js';

const PROGRAM = embed(require.resolve('./lease-thread.js'));

/** @throws where worker threads are refused (permission model) */
export function watchInThread(
	engine: string,
	lease: WatchedLease,
	onEnd: (end: ParentEnd) => void,
): RunningLeaseWatch {
	const ended = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	const workerData: LeaseThreadData = { engine, lease, ended, places: findPlaces() };
	const worker = new Worker(PROGRAM, {
		eval: true,
		workerData,
		name: 'parent-watchdog lease',
		// No preload, no option and no output of the program is meant for this thread.
		execArgv: [],
		argv: [],
		stdin: false,
		stdout: true,
		stderr: true,
		trackUnmanagedFds: false,
	});
	let isStopped = false;
	const end = (what: ParentEnd) => {
		if (!isStopped) onEnd(what);
	};
	worker.on('message', end);
	let failure: unknown;
	worker.on('error', (error) => {
		failure = error;
	});
	// The client cannot be loaded, or has failed: nobody asks the engine any more.
	worker.on('exit', () => {
		if (isStopped) return;
		warnOnStderr(`the lease ${lease.key} is not watched: ${describeFailure(failure)}`);
		if (Number.isFinite(lease.partition)) {
			setTimeout(end, Math.min(lease.partition, MAX_DELAY), 'parent-unreachable').unref();
		}
	});
	worker.unref();
	const stop = () => {
		isStopped = true;
		void worker.terminate();
	};
	return { ended, stop };
}
