/**
 * Pools that are closed: what runs is waited for, what is queued is cancelled, and nothing goes on.
 * `pools.long.test.ts` has the other pools in the other situations.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createFolder } from '../../helpers/ending.js';
import { check, close, NEVER, pools, type Situation, situations } from '../../helpers/pools.js';

describe('tinypool that', { concurrency: 2 }, () => {
	for (const [name, situation] of Object.entries(situations)) {
		it(name, (t) => check(t, 'tinypool', situation));
	}
});

describe('every other pool', { concurrency: 2 }, () => {
	const name = 'has a task that never ends, and queued ones';
	for (const pool of pools.filter((one) => one !== 'tinypool')) {
		it(`${pool} that ${name}`, (t) => check(t, pool, situations[name] as Situation));
	}
});

describe('at process.exit(), without the event loop', () => {
	// It has nothing public that ends a blocked process at once.
	for (const pool of pools.filter((one) => one !== 'workerpool of processes')) {
		it(pool, async (t) => {
			const folder = createFolder(t);
			const tasks = { stuck: NEVER };
			await close(t, pool, folder, { tasks, begun: ['stuck'], more: { exits: true } });
			await gone(t, Number(readFileSync(join(folder, 'stuck'), 'utf8')));
		});
	}
});

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
