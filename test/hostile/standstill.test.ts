/** The parent stands still: it answers nobody, and is not gone. */
import { describe, it } from 'node:test';
import { freeze, withoutFreezer } from '../helpers/freezer.js';
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

describe('a parent that is frozen is alive', { skip: withoutFreezer, concurrency: 4 }, () => {
	for (const [name, way] of Object.entries(ways)) {
		it(`until it is killed, ${name}`, async (t) => {
			const tree = startFamily(t, way);
			await tree.line(/^ready/);
			const thaw = freeze(t, tree);
			await assertLives(tree);
			// With cgroup v1 the signal waits until it is thawed.
			tree.kill('SIGKILL');
			thaw();
			await assertEnds(tree);
		});
	}
});
