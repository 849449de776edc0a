/** What the guard needs is looked for when it starts: what is missing is told then, once, by a code. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

const watch = { guard: true, interval: 50, gracePeriod: 1000 };
const HOOKS = ['hook started: parent-gone', 'hook ended', 'exit 129'];

/** A child without that part, whose parent is killed; with the codes of all warnings so far. */
async function play(t: TestContext, removes: string, blocks: 'nowhere' | 'timer') {
	const preload = fixture('removing', { removes });
	const child = fixture('blocking-child', { blocks, watch });
	const command = [process.execPath, '--require', preload.path, child.path];
	const variables = { ...preload.variables, ...child.variables };
	const tree = start(t, fixture('starting-parent', { command }), variables);
	await tree.line(blocks === 'nowhere' ? /^ready/ : /^blocks/);
	tree.kill('SIGKILL');
	const lines = (await tree.end()).filter((line) => /^(hook|exit)/.test(line));
	return { lines, codes: tree.output.stderr.match(/ERR_PARENT_WATCHDOG_\w+/g) ?? [] };
}

for (const part of ['worker_threads', 'SharedArrayBuffer']) {
	it(`without ${part} there is no guard; the main thread watches all the same`, async (t) => {
		const { lines, codes } = await play(t, part, 'nowhere');
		assert.deepEqual(codes, ['ERR_PARENT_WATCHDOG_NO_GUARD']);
		assert.deepEqual(lines, HOOKS);
	});
}

describe('without the inspector there is a guard that cannot interrupt', () => {
	it('a main thread that answers runs its hooks', async (t) => {
		const { lines, codes } = await play(t, 'inspector', 'nowhere');
		assert.deepEqual(codes, ['ERR_PARENT_WATCHDOG_NO_INTERRUPT']);
		assert.deepEqual(lines, HOOKS);
	});

	it('one that is busy is ended at the deadline', async (t) => {
		// The guard's own thread has the inspector: that of the main thread alone is asked in advance.
		const { codes } = await play(t, 'inspector', 'timer');
		assert.deepEqual(codes, ['ERR_PARENT_WATCHDOG_NO_INTERRUPT']);
	});
});

for (const part of ['MessagePort', 'MessageChannel', 'BroadcastChannel']) {
	it(`without the global ${part} the guard is whole`, async (t) => {
		const { lines, codes } = await play(t, part, 'timer');
		assert.deepEqual(codes, []);
		assert.deepEqual(lines, HOOKS);
	});
}
