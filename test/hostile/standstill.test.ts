/** The parent stands still: it answers nobody, and is not gone. */
import { describe, it } from 'node:test';
import { freeze, freezers, withoutFreezer } from '../helpers/freezer.js';
import { assertEnds, assertLives, startFamily, ways } from '../helpers/promise.js';

describe('a parent that is stopped (SIGSTOP) is alive', { concurrency: 4 }, () => {
	for (const [name, way] of Object.entries(ways)) {
		it(`until it is killed, ${name}`, async (t) => {
			const tree = startFamily(t, way);
			await tree.line(/^ready/);
			tree.kill('SIGSTOP');
			await assertLives(tree);
			tree.kill('SIGKILL');
			await assertEnds(tree);
		});
	}
});

for (const [kind, freezer] of Object.entries(freezers)) {
	const skip = withoutFreezer(freezer);
	describe(`a parent that is frozen (${kind}) is alive`, { skip, concurrency: 4 }, () => {
		for (const [name, way] of Object.entries(ways)) {
			it(`until it is killed, ${name}`, async (t) => {
				const tree = startFamily(t, way);
				await tree.line(/^ready/);
				const thaw = freeze(freezer, tree.root.pid as number);
				t.after(thaw);
				await assertLives(tree);
				// With version 1 the signal waits until it is thawed; with 2 it ends it at once.
				tree.kill('SIGKILL');
				thaw();
				await assertEnds(tree);
			});
		}
	});
}
