/** A program that exits while the shutdown runs, with and without a guard. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

for (const guard of [false, true]) {
	it(`every hook has its turn when the program exits at once, with guard: ${guard}`, async (t) => {
		const tree = start(t, fixture('exiting-at-shutdown', { guard }));
		const lines = await tree.end();
		assert.deepEqual(lines.slice(1), ['hook second', 'hook first', 'exit 7']);
	});
}
