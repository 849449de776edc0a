/** Where detection and shutdown meet. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from './helpers/fixtures.js';
import { EXEC_ARGV, inTurns, start } from './helpers/start.js';

describe('a child that only its channel keeps alive, and whose parent is killed', () => {
	for (const [name, variables] of Object.entries({
		'the preload': { EXEC_ARGV },
		'the code': { WATCH: '{}' },
		'the code, polled rarely': { WATCH: '{"interval":30000}' },
	})) {
		it(`gives that as the reason, and not its natural end: ${name}`, async (t) => {
			const rounds = Array.from({ length: 10 }, (_, index) => index);
			await inTurns(rounds, 3, async () => {
				const CHILD = fixture('listening-child');
				const tree = start(t, 'parent', { HOW: 'fork', CHILD, HOOK: 'before', ...variables });
				await tree.line(/^ready/);
				tree.kill('SIGKILL');
				assert.deepEqual((await tree.end()).slice(1), [
					'verdict: gone by ipc',
					'hook started: parent-gone',
					'hook ended',
					'exit 129',
				]);
			});
		});
	}
});

describe('isParentAlive() without a watch', () => {
	for (const WHERE of ['main thread', 'worker', 'stopped']) {
		it(`is false once the parent is gone (${WHERE})`, async (t) => {
			const CHILD = fixture('asking-child');
			const tree = start(t, 'parent', { HOW: 'spawn', CHILD, WHERE });
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			assert.deepEqual([lines[0], lines[2]], ['alive: true', 'alive: false']);
		});
	}
});
