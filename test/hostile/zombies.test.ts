/** The parent has ended and is there all the same: a zombie has its pid and answers signals. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstLine, readStatus, startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import {
	assertEnds,
	assertLives,
	assertNoticed,
	order,
	startFamily,
	waysWithProc,
} from '../helpers/promise.js';
import { LEADERLESS, NEVER_REAPING, TELLING_SUBREAPER, withoutPython } from '../helpers/python.js';
import { start } from '../helpers/start.js';

describe('a parent that stays a zombie', { skip: withoutPython, concurrency: 4 }, () => {
	for (const [name, way] of Object.entries(waysWithProc)) {
		it(`under a pid 1 that never reaps is gone, ${name}`, { skip: withoutUnshare }, async (t) => {
			const around = [...AS_PID_1, ...NEVER_REAPING];
			const tree = startFamily(t, way, { around, nested: true });
			await assertLives(tree);
			order(tree, 'die');
			const [, parent] = await tree.line(/^gone: (\d+)/);
			await tree.line(new RegExp(`^zombie ${parent}$`));
			// The other one is the child, or the shell before it, which ends as its child did.
			await tree.line(new RegExp(`^zombie (?!${parent}$)`));
			assertNoticed(tree.lines);
		});

		it(`under a grandparent that never waits is gone, ${name}`, async (t) => {
			const tree = startFamily(t, way, { around: NEVER_REAPING });
			await assertLives(tree);
			order(tree, 'die');
			const [, parent] = await tree.line(/^gone: (\d+)/);
			await tree.line(new RegExp(`^zombie ${parent}$`));
			await tree.line(/^exit/);
			assert.match(readStatus(Number(parent), 'State'), /^Z/);
			tree.kill('SIGKILL');
			await assertEnds(tree);
		});
	}
});

describe('a parent whose orphans a subreaper adopts', {
	skip: withoutPython,
	concurrency: 4,
}, () => {
	for (const [name, way] of Object.entries(waysWithProc)) {
		it(`is gone though we have a parent again, ${name}`, async (t) => {
			const tree = startFamily(t, way, { around: TELLING_SUBREAPER });
			await assertLives(tree);
			order(tree, 'die');
			await assertEnds(tree);
		});
	}
});

describe('a named process that stays a zombie', () => {
	it('is gone, when it ends and when the watch starts', async (t) => {
		// The shell becomes a sleep, which waits for nobody.
		const family = startBystander(t, ['sh', '-c', 'sleep 60 & echo $!; exec sleep 60']);
		const pid = Number(await firstLine(family));
		const watch = { pid };
		const tree = start(t, fixture('telling-child', { watch, lived: 1500 }));
		await assertLives(tree);
		process.kill(pid, 'SIGKILL');
		await assertEnds(tree);
		assert.match(readStatus(pid, 'State'), /^Z/);
		await assertEnds(start(t, fixture('telling-child', { watch })));
	});
});

describe('a process whose leader thread has exited shows Z', { skip: withoutPython }, () => {
	it('and is alive as the parent, until it is killed', async (t) => {
		const child = fixture('telling-child', { watch: {}, lived: 1500 });
		const tree = start(t, child, {}, { prefix: LEADERLESS });
		await assertLives(tree);
		assert.match(readStatus(tree.root.pid as number, 'State'), /^Z/);
		tree.kill('SIGKILL');
		await assertEnds(tree);
	});

	it('and is alive as a named process, until it is killed', async (t) => {
		const leaderless = startBystander(t, LEADERLESS);
		await firstLine(leaderless);
		const watch = { pid: leaderless.pid };
		const tree = start(t, fixture('telling-child', { watch, lived: 1500 }));
		await assertLives(tree);
		assert.match(readStatus(leaderless.pid, 'State'), /^Z/);
		leaderless.kill('SIGKILL');
		await assertEnds(tree);
	});
});
