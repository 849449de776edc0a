/** Where detection and shutdown meet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { inTurns, PRELOAD, start } from '../helpers/start.js';

describe('a child that only its channel keeps alive, and whose parent is killed', () => {
	for (const [name, watch] of Object.entries({
		'the preload': undefined,
		'the code': {},
		'the code, polled rarely': { interval: 30_000 },
	})) {
		it(`gives that as the reason, and not its natural end: ${name}`, async (t) => {
			const rounds = Array.from({ length: 10 }, (_, index) => index);
			await inTurns(rounds, 3, async () => {
				const child = fixture('listening-child', { hook: 'before', watch });
				const execArgv = watch ? [] : PRELOAD;
				const tree = start(t, fixture('parent', { how: 'fork', child, execArgv }));
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
	for (const [how, loads] of [
		['fork', 'before'],
		['fork', 'after'],
		['spawn', 'before'],
	] as const) {
		it(`notices it, and runs a hook that was added after that (${how}, loaded ${loads})`, async (t) => {
			const child = fixture('late-child', { loads });
			const tree = start(t, fixture('parent', { how, child }));
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			const hook = ['hook started: parent-gone', 'hook ended', 'exit 129'];
			assert.deepEqual((await tree.end()).slice(1), hook);
		});
	}

	it('notices it by the environment (spawn, loaded after)', async (t) => {
		const child = fixture('late-child', { loads: 'after' });
		const parent = fixture('parent', { how: 'spawn', child });
		const tree = start(t, parent, {}, { execArgv: PRELOAD });
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		const hook = ['hook started: parent-gone', 'hook ended', 'exit 129'];
		assert.deepEqual((await tree.end()).slice(1), hook);
	});
});

describe('isParentAlive() without a watch', () => {
	for (const where of ['main thread', 'worker', 'stopped'] as const) {
		it(`is false once the parent is gone (${where})`, async (t) => {
			const child = fixture('asking-child', { where });
			const tree = start(t, fixture('parent', { how: 'spawn', child }));
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assert.deepEqual([lines[0], lines[2]], ['alive: true', 'alive: false']);
		});
	}
});
