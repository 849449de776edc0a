/** The way to the first hook is gone through soon after it is registered: nothing may come of it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, readStory, start } from '../helpers/start.js';

describe('a warm-up', { concurrency: 2 }, () => {
	for (const guard of ['false', 'true']) {
		it(`is heard by nobody, leaves nothing and ends nothing; guard: ${guard}`, async (t) => {
			const child = fixture('warming-up-child', { lived: 300 });
			const options = { PARENT_WATCHDOG_GRACE_PERIOD: '50', PARENT_WATCHDOG_GUARD: guard };
			const parent = fixture('parent', { how: 'fork', child, execArgv: PRELOAD });
			const tree = start(t, parent, options);
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			assert.deepEqual(await readStory(tree), [
				'timers: 0',
				'suspicion',
				'verdict',
				'shutdown',
				'the hook: parent-gone',
				'hook',
				'end',
				'exit 129',
			]);
		});
	}

	it('that fails costs nothing but its use', async (t) => {
		const child = fixture('failing-warm-up-child', { lived: 300 });
		const parent = fixture('parent', { how: 'fork', child, execArgv: PRELOAD });
		const tree = start(t, parent, { PARENT_WATCHDOG_GRACE_PERIOD: '50' });
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		assert.deepEqual(await readStory(tree), ['replaced', 'the hook: parent-gone', 'exit 129']);
	});
});
