import type { CloseOptions } from './close-options.js';
import { call, findMethod } from './methods.js';
import {
	closePiscina,
	closeTinypool,
	closeWorkerpool,
	forcePiscina,
	forceTinypool,
	forceWorkerpool,
} from './pools.js';
import { closeServer, forceServer, watchServer } from './servers.js';
import { closeWorker, forceWorker, watchWorker } from './workers.js';

/** How one executor is closed. */
export interface Closing {
	/** Waits for what runs. `signal` is aborted when that has had its time. */
	close(signal: AbortSignal): unknown;
	/** Ends it, whatever it does. */
	force?: (() => unknown) | undefined;
	/** Called when it comes into use; `gone` tells that it has ended. Returns what removes the listeners. */
	watch?: ((gone: () => void) => () => void) | undefined;
}

interface Adapter {
	/** What tells it: all of these are there, and of this type. */
	has: Record<string, 'function' | 'number' | 'boolean'>;
	close(executor: object, signal: AbortSignal, options: CloseOptions): unknown;
	force(executor: object): unknown;
	watch?(executor: object, gone: () => void): () => void;
}

/**
 * Those that need more than a call of one method, by what they can do: a package has many versions and
 * copies, and none is loaded just to detectAdapter it. A property that is no function is among the marks,
 * because there are proxies that have any method that one asks for.
 */
const adapters: Record<string, Adapter> = {
	piscina: {
		has: { run: 'function', close: 'function', destroy: 'function', idleThreads: 'number' },
		close: closePiscina,
		force: forcePiscina,
	},
	tinypool: {
		has: { cancelPendingTasks: 'function', recycleWorkers: 'function', queueSize: 'number' },
		close: closeTinypool,
		force: forceTinypool,
	},
	workerpool: {
		has: { exec: 'function', terminate: 'function', stats: 'function', maxWorkers: 'number' },
		close: closeWorkerpool,
		force: forceWorkerpool,
	},
	/** Of node:worker_threads. */
	worker: {
		has: { postMessage: 'function', terminate: 'function', once: 'function', threadId: 'number' },
		close: closeWorker,
		force: forceWorker,
		watch: watchWorker,
	},
	/** Of node:net, and those that are one: http, https, http2, tls. */
	server: {
		has: { close: 'function', address: 'function', on: 'function', listening: 'boolean' },
		close: closeServer,
		force: forceServer,
		watch: watchServer,
	},
};

/** For all others: the first that is there. What disposes asynchronously says when it has ended. */
const CLOSES = [
	Symbol.asyncDispose,
	'close',
	'shutdown',
	Symbol.dispose,
	'destroy',
	'terminate',
] as const;
const FORCES = ['destroy', 'terminate'] as const;

/** `undefined` if it has nothing that could close it. */
export function detectAdapter(executor: object, options: CloseOptions): Closing | undefined {
	const known = Object.values(adapters).find(({ has }) =>
		Object.entries(has).every(([key, type]) => typeof Reflect.get(executor, key) === type),
	);
	if (known) {
		const { watch } = known;
		return {
			close: (signal) => known.close(executor, signal, options),
			force: () => known.force(executor),
			watch: watch && ((gone) => watch(executor, gone)),
		};
	}
	const close = findMethod(executor, CLOSES);
	if (close === undefined) return undefined;
	const force = findMethod(executor, FORCES);
	return {
		close: () => call(executor, close),
		force: force === undefined || force === close ? undefined : () => call(executor, force),
	};
}
