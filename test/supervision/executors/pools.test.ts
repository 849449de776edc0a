/** Pools that are closed: what runs is waited for, what is queued is cancelled, and nothing goes on. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createFolder, ending } from '../../helpers/ending.js';
import { start, type Variables } from '../../helpers/start.js';

type Tasks = Record<string, number | null>;

interface Situation {
	tasks?: Tasks;
	/** Those that have begun, and those that are done, when the pool is closed. */
	begun?: string[];
	done?: string[];
	variables?: Variables;
	/** What becomes of the tasks, and of the pool. */
	ends: Record<string, string>;
	/** The one that ends sooner than the other. */
	sooner?: readonly string[];
}

const SOON = 300;
const LATER = 1000;
const NEVER = null;

/** For all pools alike. */
const situations: Record<string, Situation> = {
	'is idle': { tasks: { first: 0 }, done: ['first'], ends: { first: 'done', pool: 'closed' } },
	'was never used': { ends: { pool: 'closed' } },
	'has a busy and an idle thread': {
		tasks: { running: SOON },
		begun: ['running'],
		variables: { THREADS: '2' },
		ends: { running: 'done', pool: 'closed' },
	},
	'has running tasks': {
		tasks: { short: SOON, long: LATER },
		begun: ['short', 'long'],
		variables: { THREADS: '2' },
		ends: { short: 'done', long: 'done', pool: 'closed' },
	},
	'has queued tasks': {
		tasks: { running: SOON, queued: 0, last: 0 },
		begun: ['running'],
		ends: { running: 'done', queued: 'rejected', last: 'rejected', pool: 'closed' },
		sooner: ['queued', 'running'],
	},
	'has queued tasks that are not to be cancelled': {
		tasks: { running: SOON, queued: 0, last: 0 },
		begun: ['running'],
		variables: { OPTIONS: '{"cancelQueued":false}' },
		ends: { running: 'done', queued: 'done', last: 'done', pool: 'closed' },
	},
	'has a task that never ends, and queued ones': {
		tasks: { stuck: NEVER, queued: 0 },
		begun: ['stuck'],
		variables: { MS: '2500' },
		ends: { stuck: 'rejected', queued: 'rejected', pool: 'forced' },
	},
	'has a task that takes longer than its timeout': {
		tasks: { stuck: NEVER },
		begun: ['stuck'],
		variables: { OPTIONS: '{"timeout":100}' },
		ends: { stuck: 'rejected', pool: 'forced' },
	},
	'was closed by its owner': {
		tasks: { first: 0 },
		done: ['first'],
		variables: { OWNER: 'closed' },
		ends: { first: 'done', owner: 'closed', pool: 'closed' },
	},
};

const pools = [
	'piscina',
	'tinypool',
	'tinypool of processes',
	'workerpool',
	'workerpool of processes',
];

for (const POOL of pools) {
	describe(`${POOL} that`, { concurrency: 2 }, () => {
		for (const [name, situation] of Object.entries(situations)) {
			it(name, (t) => check(t, POOL, situation));
		}
	});
}

const busyWithQueue = {
	tasks: { short: SOON, long: LATER, queued: 0, last: 0 },
	begun: ['short', 'long'],
	variables: { THREADS: '2' },
};

/** What is known of one pool only. */
const particulars: [pool: string, name: string, Situation][] = [
	...['tinypool', 'workerpool'].map((pool): [string, string, Situation] => [
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
			variables: { POOL_OPTIONS: '{"closeTimeout":1}' },
			ends: { running: 'done', pool: 'closed' },
		},
	],
	[
		'piscina',
		'is being closed by its owner',
		{
			tasks: { running: SOON },
			begun: ['running'],
			variables: { OWNER: 'closing' },
			ends: { running: 'done', owner: 'closed', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has a thread for each task',
		{
			tasks: { short: SOON, long: LATER, queued: 0, last: 0 },
			begun: ['short', 'long'],
			variables: { THREADS: '2', POOL_OPTIONS: '{"isolateWorkers":true}' },
			ends: { short: 'done', long: 'done', queued: 'rejected', last: 'rejected', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has several tasks in one thread',
		{
			tasks: { short: SOON, long: LATER },
			begun: ['short', 'long'],
			variables: { POOL_OPTIONS: '{"concurrentTasksPerWorker":2}' },
			ends: { short: 'done', long: 'done', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has a teardown',
		{
			tasks: { running: SOON },
			begun: ['running'],
			variables: { POOL_OPTIONS: '{"teardown":"teardown"}' },
			ends: { running: 'done', pool: 'closed' },
		},
	],
	[
		'tinypool',
		'has a teardown that it never comes to: the task stays pending',
		{
			tasks: { stuck: NEVER },
			begun: ['stuck'],
			variables: { MS: '2500', POOL_OPTIONS: '{"teardown":"teardown"}' },
			ends: { pool: 'forced' },
		},
	],
];

describe('a pool of', { concurrency: 2 }, () => {
	for (const [pool, name, situation] of particulars) {
		it(`${pool} that ${name}`, (t) => check(t, pool, situation));
	}
});

describe('at process.exit(), without the event loop', () => {
	// It has nothing public that ends a blocked process at once.
	for (const POOL of pools.filter((pool) => pool !== 'workerpool of processes')) {
		it(POOL, async (t) => {
			const folder = createFolder(t);
			const tasks = { stuck: NEVER };
			await close(t, folder, { tasks, begun: ['stuck'], variables: { POOL, NOW: '1' } });
			await gone(t, Number(readFileSync(join(folder, 'stuck'), 'utf8')));
		});
	}
});

async function check(t: TestContext, POOL: string, situation: Situation): Promise<void> {
	const { ends, sooner = [], variables, ...rest } = situation;
	const found = await close(t, createFolder(t), { ...rest, variables: { POOL, ...variables } });
	assert.deepEqual(found, { ...ends, again: '[], size 0' });
	assert.deepEqual(
		Object.keys(found).filter((name) => sooner.includes(name)),
		sooner,
	);
}

/** All that the fixture tells until it has ended by itself. */
async function close(
	t: TestContext,
	FOLDER: string,
	{ tasks = {}, begun = [], done = [], variables }: Omit<Situation, 'ends'>,
): Promise<Record<string, string>> {
	const tree = start(t, 'executors/pools', {
		TASKS: JSON.stringify(Object.entries(tasks).map(([name, ms]) => ({ name, ms }))),
		BEGUN: JSON.stringify(begun),
		DONE: JSON.stringify(done),
		FOLDER,
		...variables,
	});
	const { lines, code, stderr } = await ending(tree);
	assert.equal(stderr, '');
	assert.equal(code, 0);
	return Object.fromEntries(lines.map((line) => line.split(': ')));
}

/** It holds nothing of ours that could tell its end. */
async function gone(t: TestContext, pid: number): Promise<void> {
	const signal = AbortSignal.timeout(20_000);
	t.after(() => isAlive(pid) && process.kill(pid, 'SIGKILL'));
	while (isAlive(pid)) await delay(5, undefined, { signal });
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}
