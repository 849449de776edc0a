/** A main thread that waits for a child with hooks of its own. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

it('a child that is waited for has time to run its hooks', async (t) => {
	const COMMAND = JSON.stringify([process.execPath, fixture('waiting-child')]);
	const tree = start(t, 'starting-parent', { COMMAND });
	await tree.line(/^ready/);
	tree.kill('SIGKILL');
	const lines = await tree.end();
	assert.deepEqual(lines.slice(1), ['slow hook began', 'slow hook ended', 'own hook', 'exit 129']);
});
