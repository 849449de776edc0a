/** Where detection and shutdown meet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixturePath } from '../helpers/fixtures.js';
import { EXEC_ARGV, inTurns, PRELOAD, start } from '../helpers/start.js';

describe('a child that only its channel keeps alive, and whose parent is killed', () => {
	for (const [name, variables] of Object.entries({
		'the preload': { EXEC_ARGV },
		'the code': { WATCH: '{}' },
		'the code, polled rarely': { WATCH: '{"interval":30000}' },
	})) {
		it(`gives that as the reason, and not its natural end: ${name}`, async (t) => {
			const rounds = Array.from({ length: 10 }, (_, index) => index);
			await inTurns(rounds, 3, async () => {
				const CHILD = fixturePath('listening-child');
				const tree = start(t, 'parent', { HOW: 'fork', CHILD, HOOK: 'before', ...variables });
				await tree.line(/^ready/);
				tree.kill('SIGKILL');
				const [, verdict, ...story] = await tree.end();
				// While one thread of a dying parent still closes its files, it may have lost its children.
				assert.match(verdict ?? '', /^verdict: gone by (ipc|poll)$/);
				assert.deepEqual(story, ['hook started: parent-gone', 'hook ended', 'exit 129']);
			});
		});
	}
});

describe('a child that begins to watch when its parent is gone already', () => {
	// Without a channel, and without a word in the environment, a process that loads the package only
	// then cannot know that it had another parent.
	for (const [HOW, WHEN] of [
		['fork', 'before'],
		['fork', 'after'],
		['spawn', 'before'],
	] as const) {
		it(`notices it, and runs a hook that was added after that (${HOW}, loaded ${WHEN})`, async (t) => {
			const tree = start(t, 'parent', { HOW, WHEN, CHILD: fixturePath('late-child') });
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			const hook = ['hook started: parent-gone', 'hook ended', 'exit 129'];
			assert.deepEqual((await tree.end()).slice(1), hook);
		});
	}

	it('notices it by the environment (spawn, loaded after)', async (t) => {
		const child = { HOW: 'spawn', WHEN: 'after', CHILD: fixturePath('late-child') };
		const tree = start(t, 'parent', child, { execArgv: PRELOAD });
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		const hook = ['hook started: parent-gone', 'hook ended', 'exit 129'];
		assert.deepEqual((await tree.end()).slice(1), hook);
	});
});

describe('isParentAlive() without a watch', () => {
	for (const WHERE of ['main thread', 'worker', 'stopped']) {
		it(`is false once the parent is gone (${WHERE})`, async (t) => {
			const CHILD = fixturePath('asking-child');
			const tree = start(t, 'parent', { HOW: 'spawn', CHILD, WHERE });
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assert.deepEqual([lines[0], lines[2]], ['alive: true', 'alive: false']);
		});
	}
});
