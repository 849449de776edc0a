/** A signal for a main thread that is blocked, while the parent lives. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { createReport } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import {
	createSupervisor,
	forkFixture,
	type Supervised,
	type SuperviseTestOptions,
} from '../helpers/supervised.js';

type Busy = FixtureOptions['supervision/busy'];

describe('a supervised child with a guard and a hook is freed for it, and the hook runs', () => {
	for (const does of [
		'loop',
		'loop at the top level',
		'regular expression',
		'Atomics.wait',
		'execSync',
	] as const) {
		it(`terminate() in ${does}`, async (t) => {
			const { path, read } = createReport(t);
			const variables = { PARENT_WATCHDOG_REPORT: path };
			const supervised = await start(t, { does, hasHook: true }, { variables });
			assert.equal(supervised.child.terminate(), true);
			assert.deepEqual(await story(supervised), ['hook: signal SIGTERM', 'hook ended']);
			assert.equal(await supervised.child.exited, -15);
			assert.match(read()[0]?.stuck?.[0] ?? '', /busy\.js:\d+:\d+/);
			assert.equal(supervised.output.stderr, '');
		});
	}

	it('interrupt()', async (t) => {
		const supervised = await start(t, { does: 'calm loop', hasHook: true });
		assert.equal(supervised.child.interrupt(), true);
		assert.deepEqual(await story(supervised), ['hook: signal SIGINT', 'hook ended']);
		assert.equal(await supervised.child.exited, -2);
	});

	it('stop(), well before SIGKILL', async (t) => {
		const supervised = await start(t, { does: 'calm loop', hasHook: true });
		const { endedBy, exitCode } = await supervised.child.stop({ event: 100, terminate: 3000 });
		assert.deepEqual({ endedBy, exitCode }, { endedBy: 'terminate', exitCode: -15 });
	});
});

it('a child without hooks dies of it at once, by the default action', async (t) => {
	const supervised = await start(t, { does: 'loop' });
	supervised.child.terminate();
	assert.deepEqual(await story(supervised), []);
	assert.equal(await supervised.child.exited, -15);
});

describe('a child is left alone, and blocked, that', { concurrency: 3 }, () => {
	const alone: Record<string, [Partial<Busy>, SuperviseTestOptions?]> = {
		'listens to the signal itself': [{ hasHook: true, hears: 'SIGTERM' }],
		'listens to it itself since this very turn': [
			{ does: 'loop after it has added a listener', hasHook: true },
		],
		'listens to it itself, without hooks': [{ hears: 'SIGTERM' }],
		'has no guard': [{ hasHook: true }, { guard: false }],
		'has a debugger': [{ hasHook: true }, { execArgv: ['--inspect=0'] }],
	};
	for (const [name, [busy, options]] of Object.entries(alone)) {
		it(name, async (t) => {
			const supervised = await start(t, { does: 'calm loop', ...busy }, options);
			supervised.child.terminate();
			// The guard's patience is a fifth of the grace period, which is 2700 ms.
			assert.equal(await supervised.child.join(2500), false);
			assert.deepEqual(supervised.lines.slice(2), []);
			supervised.child.kill();
			assert.deepEqual(await story(supervised), []);
		});
	}
});

it('a child whose loop is shorter than the patience of its guard ends it first', async (t) => {
	const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '60000' };
	const supervised = await start(t, { does: 'loop that ends', hasHook: true }, { variables });
	// A fifth of the grace period is more than the second that the guard waits at most; so it counts from
	// the middle of the loop.
	await new Promise((resolve) => setTimeout(resolve, 1000));
	supervised.child.terminate();
	const lines = await story(supervised);
	assert.equal(lines[0], 'sums: 4999950000, true, kept');
	assert.deepEqual(lines.slice(-2), ['hook: signal SIGTERM', 'hook ended']);
	assert.equal(await supervised.child.exited, -15);
});

async function start(
	t: TestContext,
	busy: Busy,
	options?: SuperviseTestOptions,
): Promise<Supervised> {
	const program = fixture('supervision/busy', busy);
	const supervised = forkFixture(t, createSupervisor(t), program, { guard: true, ...options });
	await supervised.line(/^busy/);
	return supervised;
}

async function story(supervised: Supervised): Promise<readonly string[]> {
	const lines = await supervised.end();
	return lines.filter((line) => !/^(ready|busy)/.test(line));
}
