/** What is said on stderr about hooks that failed or were left behind. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ending, run, startWatching } from '../helpers/ending.js';

describe('stderr', { concurrency: 2 }, () => {
	for (const END of ['shutdown', 'exit', 'SIGTERM']) {
		it(`names a hook that failed, with its stack: ${END}`, async (t) => {
			const { stderr } = await run(t, 'shutdown/odd-hook', { HOOK: 'throws', END });
			assert.match(
				stderr,
				/^parent-watchdog: cleanup hook "odd" failed: Error: thrown by a hook\n( +at .*\n)+$/,
			);
		});
	}

	for (const [HOOK, text] of [
		['throws undefined', 'failed: undefined'],
		['throws a symbol', 'failed: Symbol(thrown by a hook)'],
		['throws a bare object', 'failed: {}'],
	] as const) {
		it(`names a hook that ${HOOK}`, async (t) => {
			const { stderr } = await run(t, 'shutdown/odd-hook', { HOOK, END: 'shutdown' });
			assert.equal(stderr, `parent-watchdog: cleanup hook "odd" ${text}\n`);
		});
	}

	it('names a hook that was left behind after its own timeout', async (t) => {
		const variables = { HOOK: 'hangs', TIMEOUT: '50', END: 'shutdown' };
		const { stderr } = await run(t, 'shutdown/odd-hook', variables);
		assert.match(stderr, /^parent-watchdog: cleanup hook "odd" was left after \d+ ms\n$/);
	});

	for (const END of ['shutdown', 'SIGTERM', 'natural']) {
		it(`names a hook that was left behind at the deadline: ${END}`, async (t) => {
			const variables = { HOOK: 'hangs', END, PARENT_WATCHDOG_GRACE_PERIOD: '200' };
			const { stderr } = await run(t, 'shutdown/odd-hook', variables);
			assert.match(stderr, /^parent-watchdog: cleanup hook "odd" was left after \d+ ms$/m);
		});
	}

	it('does not name a hook that had only its synchronous part at an exit', async (t) => {
		const { stderr } = await run(t, 'shutdown/odd-hook', { HOOK: 'hangs', END: 'exit' });
		assert.equal(stderr, '');
	});

	for (const END of ['shutdown', 'exit', 'SIGTERM', 'natural']) {
		it(`is silent where all went well: ${END}`, async (t) => {
			const { stderr } = await run(t, 'shutdown/odd-hook', { HOOK: 'calls shutdown', END });
			assert.equal(stderr, '');
		});
	}

	for (const variables of [{ HOOK: 'throws' }, { HOOK: 'hangs', TIMEOUT: '50' }]) {
		it(`is silent after the parent is gone, about a hook that ${variables.HOOK}`, async (t) => {
			const { tree, loseParent } = startWatching(t, 'shutdown/odd-hook', variables);
			await tree.line(/^ready/);
			await loseParent();
			const { code, lines, stderr } = await ending(tree);
			assert.equal(lines.at(-1), 'last ended');
			assert.deepEqual([code, stderr], [129, '']);
		});
	}
});
