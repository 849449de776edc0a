/** Pools that are closed, in one situation after another: `fixtures/executors/pools.ts`. */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { createFolder, ending } from './ending.js';
import { fixture } from './fixtures.js';
import { start } from './start.js';

type Options = FixtureOptions['executors/pools'];
type Tasks = Record<string, number | null>;

export interface Situation {
	tasks?: Tasks;
	/** Those that have begun, and those that are done, when the pool is closed. */
	begun?: string[];
	done?: string[];
	more?: Partial<Options>;
	/** What becomes of the tasks, and of the pool. */
	ends: Record<string, string>;
	/** The one that ends sooner than the other. */
	sooner?: readonly string[];
}

export const SOON = 300;
export const LATER = 1000;
export const NEVER = null;

/** For all pools alike. */
export const situations: Record<string, Situation> = {
	'is idle': { tasks: { first: 0 }, done: ['first'], ends: { first: 'done', pool: 'closed' } },
	'was never used': { ends: { pool: 'closed' } },
	'has a busy and an idle thread': {
		tasks: { running: SOON },
		begun: ['running'],
		more: { threads: 2 },
		ends: { running: 'done', pool: 'closed' },
	},
	'has running tasks': {
		tasks: { short: SOON, long: LATER },
		begun: ['short', 'long'],
		more: { threads: 2 },
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
		more: { options: { cancelQueued: false } },
		ends: { running: 'done', queued: 'done', last: 'done', pool: 'closed' },
	},
	'has a task that never ends, and queued ones': {
		tasks: { stuck: NEVER, queued: 0 },
		begun: ['stuck'],
		more: { ms: 2500 },
		ends: { stuck: 'rejected', queued: 'rejected', pool: 'forced' },
	},
	'has a task that takes longer than its timeout': {
		tasks: { stuck: NEVER },
		begun: ['stuck'],
		more: { options: { timeout: 100 } },
		ends: { stuck: 'rejected', pool: 'forced' },
	},
	'was closed by its owner': {
		tasks: { first: 0 },
		done: ['first'],
		more: { owner: 'closed' },
		ends: { first: 'done', owner: 'closed', pool: 'closed' },
	},
};

export const pools = [
	'piscina',
	'tinypool',
	'tinypool of processes',
	'workerpool',
	'workerpool of processes',
] as const;

/** What becomes of it all is as the situation says. */
export async function check(
	t: TestContext,
	pool: Options['pool'],
	situation: Situation,
): Promise<void> {
	const { ends, sooner = [], ...rest } = situation;
	const found = await close(t, pool, createFolder(t), rest);
	assert.deepEqual(found, { ...ends, again: '[], size 0' });
	assert.deepEqual(
		Object.keys(found).filter((name) => sooner.includes(name)),
		sooner,
	);
}

/** All that the fixture tells until it has ended by itself. */
export async function close(
	t: TestContext,
	pool: Options['pool'],
	folder: string,
	{ tasks = {}, begun = [], done = [], more }: Omit<Situation, 'ends'>,
): Promise<Record<string, string>> {
	const all = Object.entries(tasks).map(([name, ms]) => ({ name, ms }));
	const options = { pool, folder, tasks: all, begun, done, ...more };
	const tree = start(t, fixture('executors/pools', options));
	const { lines, code, stderr } = await ending(tree);
	assert.equal(stderr, '');
	assert.equal(code, 0);
	return Object.fromEntries(lines.map((line) => line.split(': ')));
}
