/** Anything else that can be closed: by which of its methods, and when it counts as closed. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Executors } from '../../../src/supervision/executors.js';

type Log = (line: string) => void;
type Outcome = 'closed' | 'forced' | 'failed' | 'left';

interface Case {
	executor: (log: Log) => object;
	log: string[];
	outcome?: Outcome;
	ms?: number;
}

const later = () => delay(50);
const never = () => new Promise<void>(() => {});

const cases: Record<string, Case> = {
	'close() with a promise': {
		executor: (log) => ({ close: () => later().then(() => log('closed')) }),
		log: ['closed'],
	},
	'close() at once': {
		executor: (log) => ({ close: () => log('closed') }),
		log: ['closed'],
	},
	'close(callback), which gets none': {
		executor: (log) => ({ close: (callback?: () => void) => log(`closed: ${callback}`) }),
		log: ['closed: undefined'],
	},
	'close(force), which is not forced': {
		executor: (log) => ({ close: async (force?: unknown) => log(`force: ${force}`) }),
		log: ['force: undefined'],
	},
	'close() that returns the object, which is a thenable': {
		executor: (log) => ({
			close() {
				log('closed');
				return this;
			},
			// biome-ignore lint/suspicious/noThenProperty: there are such objects
			then: () => log('awaited'),
		}),
		log: ['closed'],
	},
	'shutdown()': {
		executor: (log) => ({ shutdown: () => later().then(() => log('shut down')) }),
		log: ['shut down'],
	},
	'destroy()': {
		executor: (log) => ({ destroy: () => later().then(() => log('destroyed')) }),
		log: ['destroyed'],
	},
	'terminate()': {
		executor: (log) => ({ terminate: () => later().then(() => log('terminated')) }),
		log: ['terminated'],
	},
	'Symbol.dispose': {
		executor: (log) => ({ [Symbol.dispose]: () => log('disposed') }),
		log: ['disposed'],
	},
	'Symbol.asyncDispose before close()': {
		executor: (log) => ({
			[Symbol.asyncDispose]: () => later().then(() => log('disposed')),
			close: () => log('closed'),
		}),
		log: ['disposed'],
	},
	'close() before destroy() and terminate()': {
		executor: (log) => ({
			terminate: () => log('terminated'),
			destroy: () => log('destroyed'),
			close: () => log('closed'),
		}),
		log: ['closed'],
	},
	'methods of a class': {
		executor: (log) =>
			new (class {
				async close() {
					log('closed');
				}
			})(),
		log: ['closed'],
	},
	'a function with close()': {
		executor: (log) => Object.assign(() => {}, { close: () => log('closed') }),
		log: ['closed'],
	},
	'close() that never ends, and destroy()': {
		executor: (log) => ({ close: never, destroy: () => log('destroyed') }),
		log: ['destroyed'],
		outcome: 'forced',
		ms: 200,
	},
	'close() that never ends, and terminate() with a promise': {
		executor: (log) => ({ close: never, terminate: () => delay(5).then(() => log('terminated')) }),
		log: ['terminated'],
		outcome: 'forced',
		ms: 2000,
	},
	'close() that never ends, as destroy() does': {
		executor: () => ({ close: never, destroy: never }),
		log: [],
		outcome: 'left',
		ms: 200,
	},
	'close() that never ends, and nothing else': {
		executor: () => ({ close: never }),
		log: [],
		outcome: 'left',
		ms: 200,
	},
	'close() that throws': {
		executor: (log) => ({
			close: () => {
				throw new Error('no');
			},
			destroy: () => log('destroyed'),
		}),
		log: ['destroyed'],
		outcome: 'failed',
	},
	'close() that rejects': {
		executor: (log) => ({
			close: () => Promise.reject(new Error('no')),
			destroy: () => Promise.reject(new Error('neither')).finally(() => log('tried')),
		}),
		log: ['tried'],
		outcome: 'failed',
	},
	'close() that never ends, and destroy() that throws': {
		executor: () => ({
			close: never,
			destroy: () => {
				throw new Error('no');
			},
		}),
		log: [],
		outcome: 'failed',
		ms: 200,
	},
	'a socket that is closed already, which throws': {
		executor: () => {
			const socket = createSocket('udp4').close();
			return { close: () => socket.close() };
		},
		log: [],
	},
};

describe('closing what has', { concurrency: true }, () => {
	for (const [name, { executor, log, outcome = 'closed', ms = 20_000 }] of Object.entries(cases)) {
		it(name, async () => {
			const lines: string[] = [];
			const executors = new Executors();
			executors.use(executor((line) => lines.push(line)));
			const [report] = await executors.close(ms);
			assert.equal(report?.outcome, outcome);
			assert.deepEqual(lines, log);
			assert.equal(report && 'error' in report, outcome === 'failed');
			if (outcome === 'failed') assert.match(String(report?.error), /^Error: no$/);
		});
	}
});
