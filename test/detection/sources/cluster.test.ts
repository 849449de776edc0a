/** Cluster workers call `process.exit(0)` by themselves once their channel is closed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../../helpers/fixtures.js';
import { PRELOAD, start } from '../../helpers/start.js';

const execArgv = PRELOAD;
const STORY = ['hook started: parent-gone', 'hook ended', 'exit 129'];

describe('a cluster worker', () => {
	it('finishes its asynchronous hook when the primary is killed', async (t) => {
		const tree = start(t, fixture('cluster', { execArgv }));
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		const [, verdict, ...story] = await tree.end();
		// The message that it listens may be on its way just then.
		assert.match(verdict ?? '', /^verdict: gone by (ipc|epipe)$/);
		assert.deepEqual(story, STORY);
	});

	it('does so while it sends messages', async (t) => {
		const program = fixture('cluster', { execArgv, sends: true });
		const trees = Array.from({ length: 6 }, () => start(t, program));
		await Promise.all(
			trees.map(async (tree) => {
				await tree.line(/^ready/);
				tree.kill('SIGKILL');
				assert.deepEqual((await tree.end()).slice(2), STORY);
			}),
		);
	});

	it('exits with 0 as usual when it is disconnected on purpose', async (t) => {
		const tree = start(t, fixture('cluster', { execArgv, primary: 'disconnects' }));
		assert.deepEqual((await tree.end()).slice(1), [
			'hook started: exit',
			'hook ended',
			'exit 0',
			'worker ended: 0',
		]);
	});

	it('exits with 0 as usual when a living primary closes the channel', async (t) => {
		const tree = start(t, fixture('cluster', { execArgv, primary: 'closes the bare channel' }));
		assert.deepEqual((await tree.end()).slice(1), [
			'verdict: alive by ipc',
			// As with every process.exit(), the synchronous part of the hook runs.
			'hook started: exit',
			'exit 0',
			'worker ended: 0',
		]);
	});

	for (const primary of ['disconnects', 'closes the bare channel'] as const) {
		it(`exits with 0 at once, without a hook, when the primary ${primary}`, async (t) => {
			const tree = start(t, fixture('cluster', { execArgv, primary, hasHook: false }));
			assert.deepEqual((await tree.end()).slice(1), ['exit 0', 'worker ended: 0']);
		});
	}
});
