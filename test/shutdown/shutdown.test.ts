/** What is listened to while hooks are registered, and the output of a program that shuts down. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ending, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, start } from '../helpers/start.js';

describe('with the last hook removed, everything listens as before', { concurrency: 2 }, () => {
	for (const how of ['spawn', 'fork'] as const) {
		it(`in a child by ${how}()`, async (t) => {
			const child = fixture('shutdown/removed-hooks', { ends: 'shutdown' });
			const parent = fixture('parent', { how, child, execArgv: PRELOAD, death: 'exit' });
			const tree = start(t, parent);
			await tree.line(/^a hook registered afterwards/);
			tree.root.stdin?.end();
			checkListeners(await tree.end());
		});
	}

	it('in a process without a parent to watch', async (t) => {
		const program = fixture('shutdown/removed-hooks', { ends: 'natural' });
		checkListeners((await run(t, program, { PARENT_WATCHDOG: 'off' })).lines);
	});
});

function checkListeners(lines: readonly string[]): void {
	const [before, meanwhile, ...others] = lines.filter((line) => !line.startsWith('ready'));
	const [after, again] = others.slice(3, 5);
	assert.deepEqual(others.toSpliced(3, 2), [
		'removed: true, false',
		'removed: true, false',
		'removed: true, false',
		'a hook registered afterwards',
	]);
	assert.match(meanwhile ?? '', /^meanwhile:.* SIGTERM 1/);
	assert.match(meanwhile ?? '', /^meanwhile:.* beforeExit 1/);
	assert.match(meanwhile ?? '', /^meanwhile:.* exit 1/);
	assert.equal(after, before?.replace('before', 'afterwards'));
	assert.equal(again, meanwhile?.replace('meanwhile', 'again'));
}

describe('output that nobody reads', { concurrency: 2 }, () => {
	for (const logsUncaught of [false, true]) {
		const handler = logsUncaught ? ', with a handler of uncaught exceptions that logs' : '';
		it(`does not end a hook that logs after the parent is gone${handler}`, async (t) => {
			const child = fixture('shutdown/logging-hook', { logsUncaught });
			const tree = start(t, fixture('parent', { how: 'spawn', child, execArgv: PRELOAD }));
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			assert.deepEqual((await tree.end()).slice(1), [
				'hook started: parent-gone',
				'hook ended',
				'exit 129',
			]);
		});

		for (const ends of ['natural', 'shutdown', 'SIGTERM'] as const) {
			it(`does not end a hook that logs: ${ends}${handler}`, async (t) => {
				const tree = start(t, fixture('shutdown/logging-hook', { ends, logsUncaught }));
				tree.root.stdout?.destroy();
				tree.root.stderr?.destroy();
				const { lines, code, signal } = await ending(tree);
				const isSignal = ends === 'SIGTERM';
				const type = isSignal ? 'signal' : ends === 'natural' ? 'exit' : ends;
				const last = isSignal ? [] : ['exit 0'];
				assert.deepEqual(lines, [`hook started: ${type}`, 'hook ended', ...last]);
				assert.deepEqual([code, signal], isSignal ? [null, ends] : [0, null]);
			});
		}
	}

	it('is whole where somebody reads it', async (t) => {
		const { tree, loseParent } = startWatching(t, fixture('shutdown/logging-hook'));
		await tree.line(/^ready/);
		await loseParent();
		const { stdout, stderr } = await ending(tree);
		assert.equal(stdout, `${'x'.repeat(1000)}\nx\n`.repeat(20));
		assert.equal(stderr, stdout);
	});
});
