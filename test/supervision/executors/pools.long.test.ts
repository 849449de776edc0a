/** Pools that are closed, beyond those of `pools.test.ts`. */
import { describe, it } from 'node:test';
import type { PoolName } from '../../fixtures/executors/pools.js';
import {
	check,
	LATER,
	NEVER,
	pools,
	type Situation,
	SOON,
	situations,
} from '../../helpers/pools.js';

for (const one of pools.filter((pool) => pool !== 'tinypool')) {
	describe(`${one} that`, { concurrency: 2 }, () => {
		for (const [name, situation] of Object.entries(situations)) {
			if (!name.startsWith('has a task that never')) it(name, (t) => check(t, one, situation));
		}
	});
}

const busyWithQueue = {
	tasks: { short: SOON, long: LATER, queued: 0, last: 0 },
	begun: ['short', 'long'],
	more: { threads: 2 },
};

/** What is known of one pool only. */
const particulars: [pool: PoolName, name: string, Situation][] = [
	...(['tinypool', 'workerpool'] as const).map((pool): [PoolName, string, Situation] => [
		pool,
		'has two busy threads and a queue',
		{
			...busyWithQueue,
			ends: { short: 'done', long: 'done', queued: 'rejected', last: 'rejected', pool: 'closed' },
		},
	]),
	[
		'piscina',
		'has two busy threads and a queue, which it could only cancel with what runs',
		{
			...busyWithQueue,
			ends: { short: 'done', long: 'done', queued: 'done', last: 'done', pool: 'closed' },
		},
	],
	[
		'piscina',
		'has a closeTimeout that is over before its task',
		{
			tasks: { running: SOON },
			begun: ['running'],
			more: { poolOptions: { closeTimeout: 1 } },
			ends: { running: 'done', pool: 'closed' },
		},
	],
	[
		'piscina',
		'is being closed by its owner',
		{
			tasks: { running: SOON },
			begun: ['running'],
			more: { owner: 'closing' },
			ends: { running: 'done', owner: 'closed', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has a thread for each task',
		{
			tasks: { short: SOON, long: LATER, queued: 0, last: 0 },
			begun: ['short', 'long'],
			more: { threads: 2, poolOptions: { isolateWorkers: true } },
			ends: { short: 'done', long: 'done', queued: 'rejected', last: 'rejected', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has several tasks in one thread',
		{
			tasks: { short: SOON, long: LATER },
			begun: ['short', 'long'],
			more: { poolOptions: { concurrentTasksPerWorker: 2 } },
			ends: { short: 'done', long: 'done', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has a teardown',
		{
			tasks: { running: SOON },
			begun: ['running'],
			more: { poolOptions: { teardown: 'teardown' } },
			ends: { running: 'done', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has a teardown that it never comes to: the task stays pending',
		{
			tasks: { stuck: NEVER },
			begun: ['stuck'],
			more: { ms: 2500, poolOptions: { teardown: 'teardown' } },
			ends: { pool: 'forced' },
		},
	],
];

describe('a pool of', { concurrency: 2 }, () => {
	for (const [pool, name, situation] of particulars) {
		it(`${pool} that ${name}`, (t) => check(t, pool, situation));
	}
});
