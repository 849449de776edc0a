import type { CloseOptions } from './close-options.js';
import {
	closeFramework,
	type Framework,
	findServer,
	forceFramework,
	watchFramework,
} from './frameworks.js';
import { call, findMethod } from './methods.js';
import {
	closePiscina,
	closeTinypool,
	closeWorkerpool,
	forcePiscina,
	forceTinypool,
	forceWorkerpool,
} from './pools.js';
import { closeServer, forceServer, isServer, watchServer } from './servers.js';
import { closeWebSocketServer, forceWebSocketServer } from './web-sockets.js';
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

interface Adapter<Executor extends object = never> {
	is(executor: object): boolean;
	close(executor: Executor, signal: AbortSignal, options: CloseOptions): unknown;
	force(executor: Executor): unknown;
	watch?(executor: Executor, gone: () => void): () => void;
}

/** What tells an executor: all of these are there, and of this type. */
function has(types: Record<string, 'function' | 'number' | 'object'>) {
	return (executor: object): boolean =>
		Object.entries(types).every(([key, type]) => typeof Reflect.get(executor, key) === type);
}

/**
 * Those that need more than a call of one method, by what they can do: a package has many versions and
 * copies, and none is loaded just to detect it. A property that is no function is among the marks, because
 * there are proxies that have any method that one asks for.
 */
const adapters: readonly Adapter[] = [
	{
		is: has({ run: 'function', close: 'function', destroy: 'function', idleThreads: 'number' }),
		close: closePiscina,
		force: forcePiscina,
	},
	{
		is: has({ cancelPendingTasks: 'function', recycleWorkers: 'function', queueSize: 'number' }),
		close: closeTinypool,
		force: forceTinypool,
	},
	{
		is: has({ exec: 'function', terminate: 'function', stats: 'function', maxWorkers: 'number' }),
		close: closeWorkerpool,
		force: forceWorkerpool,
	},
	// Of node:worker_threads.
	{
		is: has({ postMessage: 'function', terminate: 'function', threadId: 'number' }),
		close: closeWorker,
		force: forceWorker,
		watch: watchWorker,
	},
	// Of node:net, and those that are one: http, https, http2, tls.
	{ is: isServer, close: closeServer, force: forceServer, watch: watchServer },
	// Of ws.
	{
		is: has({ handleUpgrade: 'function', close: 'function', clients: 'object' }),
		close: closeWebSocketServer,
		force: forceWebSocketServer,
	},
	{
		is: (executor) =>
			has({ close: 'function' })(executor) && findServer(executor as Framework) !== undefined,
		close: closeFramework,
		force: forceFramework,
		watch: watchFramework,
	},
];

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
	const known = adapters.find(({ is }) => is(executor)) as Adapter<object> | undefined;
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
