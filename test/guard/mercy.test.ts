/** What a hook gets though something else blocks: a child that is waited for, or the program itself. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

it('a child that is waited for has time to run its hooks', async (t) => {
	const command = [process.execPath, fixturePath('waiting-child')];
	const tree = start(t, fixture('starting-parent', { command }));
	await tree.line(/^ready/);
	tree.kill('SIGKILL');
	const lines = await tree.end();
	assert.deepEqual(lines.slice(1), ['slow hook began', 'slow hook ended', 'own hook', 'exit 129']);
});

it('a hook ends though the program blocks while it waits', async (t) => {
	const lines = await start(t, fixture('blocking-beside-hook')).end();
	assert.deepEqual(lines.slice(1), ['blocks', 'hook ended', 'exit 0']);
});
