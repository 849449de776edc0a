/** Hooks for the life of an object: at its collection or at shutdown, once. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { finalize } from 'parent-watchdog';
import type { FixtureOptions } from '../fixtures/options.js';
import { ending } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, start } from '../helpers/start.js';

/** Ends it by SIGTERM once it has collected. */
async function collected(t: TestContext, options: FixtureOptions['shutdown/finalizing']) {
	const execArgv = [...PRELOAD, '--expose-gc'];
	const tree = start(t, fixture('shutdown/finalizing', options), {}, { execArgv });
	await tree.line(/^collected/);
	tree.kill('SIGTERM');
	const ended = await ending(tree);
	assert.equal(ended.signal, 'SIGTERM');
	return ended;
}

describe('finalize()', { concurrency: 2 }, () => {
	it('runs the hook when the object is collected, and no more', async (t) => {
		const { lines, stderr } = await collected(t, {});
		assert.deepEqual(lines, [
			'SIGTERM listeners: 1',
			'finalized: collected',
			'collected; SIGTERM listeners: 0',
		]);
		assert.equal(stderr, '');
	});

	it('runs the hook at shutdown while the object is there', async (t) => {
		const { lines } = await collected(t, { keeps: true });
		assert.deepEqual(lines, [
			'SIGTERM listeners: 1',
			'collected; SIGTERM listeners: 1',
			'finalized: signal',
		]);
	});

	for (const keeps of [false, true]) {
		const when = keeps ? 'at shutdown' : 'when the object is collected';
		it(`does not run a removed hook ${when}`, async (t) => {
			const { lines } = await collected(t, { keeps, removes: true });
			assert.deepEqual(lines, [
				'removed: true, false',
				'SIGTERM listeners: 0',
				'collected; SIGTERM listeners: 0',
			]);
		});
	}

	for (const fails of ['throws', 'rejects'] as const) {
		it(`warns of a hook that ${fails} when the object is collected`, async (t) => {
			const { lines, stderr } = await collected(t, { fails });
			assert.equal(lines.filter((line) => line.startsWith('finalized')).length, 1);
			assert.match(
				stderr,
				/^\(node:\d+\) \[ERR_PARENT_WATCHDOG_HOOK_FAILED\] ParentWatchdogError: finalizer named failed: thrown by a finalizer\n/,
			);
		});
	}

	it('takes 100,000 objects, and their collection, in no more than linear time', async (t) => {
		// Searched and spliced, the one took 12 s and the other 7 s.
		const execArgv = [...PRELOAD, '--expose-gc'];
		const tree = start(t, fixture('shutdown/many-finalizers'), {}, { execArgv, deadline: 60_000 });
		const [, tied, collected] = await tree.line(/^tied (\d+) ms, collected (\d+) ms/);
		t.diagnostic(`tied in ${tied} ms, collected in ${collected} ms`);
		assert.ok(Number(tied) < 3000, `${tied} ms of processor time to tie them`);
		assert.ok(Number(collected) < 3000, `${collected} ms of processor time to collect them`);
		assert.equal((await ending(tree)).code, 0);
	});

	for (const object of [undefined, null, 1, 'text', Symbol('s')]) {
		it(`refuses to watch over ${String(object)}`, () => {
			assert.throws(() => finalize(object as unknown as object, () => {}), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT',
				value: object,
			});
		});
	}
});
