/** What is said on stderr about hooks that failed or were left behind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ending, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';

describe('stderr', { concurrency: 2 }, () => {
	for (const ends of ['shutdown', 'exit', 'SIGTERM'] as const) {
		it(`names a hook that failed, with its stack: ${ends}`, async (t) => {
			const { stderr } = await run(t, fixture('shutdown/odd-hook', { hook: 'throws', ends }));
			assert.match(
				stderr,
				/^parent-watchdog: cleanup hook "odd" failed: Error: thrown by a hook\n( +at .*\n)+$/,
			);
		});
	}

	for (const [hook, text] of [
		['throws undefined', 'failed: undefined'],
		['throws a symbol', 'failed: Symbol(thrown by a hook)'],
		['throws a bare object', 'failed: {}'],
	] as const) {
		it(`names a hook that ${hook}`, async (t) => {
			const { stderr } = await run(t, fixture('shutdown/odd-hook', { hook, ends: 'shutdown' }));
			assert.equal(stderr, `parent-watchdog: cleanup hook "odd" ${text}\n`);
		});
	}

	it('names a hook that was left behind after its own timeout', async (t) => {
		const options = { hook: 'hangs', timeout: 50, ends: 'shutdown' } as const;
		const { stderr } = await run(t, fixture('shutdown/odd-hook', options));
		assert.match(stderr, /^parent-watchdog: cleanup hook "odd" was left after \d+ ms\n$/);
	});

	for (const ends of ['shutdown', 'SIGTERM', 'natural'] as const) {
		it(`names a hook that was left behind at the deadline: ${ends}`, async (t) => {
			const program = fixture('shutdown/odd-hook', { hook: 'hangs', ends });
			const { stderr } = await run(t, program, { PARENT_WATCHDOG_GRACE_PERIOD: '200' });
			assert.match(stderr, /^parent-watchdog: cleanup hook "odd" was left after \d+ ms$/m);
		});
	}

	it('does not name a hook that had only its synchronous part at an exit', async (t) => {
		const program = fixture('shutdown/odd-hook', { hook: 'hangs', ends: 'exit' });
		const { stderr } = await run(t, program);
		assert.equal(stderr, '');
	});

	for (const ends of ['shutdown', 'exit', 'SIGTERM', 'natural'] as const) {
		it(`is silent where all went well: ${ends}`, async (t) => {
			const program = fixture('shutdown/odd-hook', { hook: 'calls shutdown', ends });
			const { stderr } = await run(t, program);
			assert.equal(stderr, '');
		});
	}

	for (const options of [{ hook: 'throws' }, { hook: 'hangs', timeout: 50 }] as const) {
		it(`is silent after the parent is gone, about a hook that ${options.hook}`, async (t) => {
			const program = fixture('shutdown/odd-hook', options);
			const { tree, loseParent } = startWatching(t, program);
			await tree.line(/^ready/);
			await loseParent();
			const { code, lines, stderr } = await ending(tree);
			assert.equal(lines.at(-1), 'last ended');
			assert.deepEqual([code, stderr], [129, '']);
		});
	}
});
