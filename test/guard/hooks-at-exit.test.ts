/** A program that exits while the shutdown runs, with and without a guard. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { start } from '../helpers/start.js';

for (const GUARD of ['0', '1']) {
	it(`every hook has its turn when the program exits at once, with guard ${GUARD}`, async (t) => {
		const tree = start(t, 'exiting-at-shutdown', { GUARD });
		const lines = await tree.end();
		assert.deepEqual(lines.slice(1), ['hook second', 'hook first', 'exit 7']);
	});
}
