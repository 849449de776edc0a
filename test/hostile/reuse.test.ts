/** The parent's pid belongs to another process the moment after it has been reaped. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { createFolder } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { withoutUnshare } from '../helpers/isolation.js';
import {
	AS_VICTIM,
	BEFORE_ANOTHER,
	BEHIND_ANOTHER,
	BESIDE_VICTIM,
	VICTIM,
} from '../helpers/pid-reuse.js';
import {
	assertLives,
	assertNoticed,
	startFamily,
	type Way,
	waysWithProc,
} from '../helpers/promise.js';
import { withoutPython } from '../helpers/python.js';
import { PRELOAD, start } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const skip = withoutUnshare || withoutPython;

describe('a pid that is used again while its child looks away', { skip, concurrency: 4 }, () => {
	for (const [name, way] of Object.entries(waysWithProc)) {
		it(`is not the parent, ${name}`, async (t) => {
			const tree = startFamily(t, way, { around: AS_VICTIM, nested: true });
			await reuseUnseen(tree);
		});
	}

	it('is not the process that was named by it', async (t) => {
		const watch = { pid: VICTIM };
		const child = fixture('telling-child', { watch, lived: 1500, nested: true });
		await reuseUnseen(start(t, child, {}, { prefix: BESIDE_VICTIM }));
	});
});

describe('a pid and start in the environment', { skip, concurrency: 4 }, () => {
	const others = {
		'another process': BEFORE_ANOTHER,
		'the new direct parent': BEHIND_ANOTHER,
	};
	for (const [name, through] of Object.entries(others)) {
		for (const [by, watched] of Object.entries({
			'the preload': { execArgv: PRELOAD },
			'the code': { watch: {} },
		})) {
			const begin = async (t: TestContext) => {
				const way: Way = { how: 'spawn', ...watched, through, watching: true };
				const variables = { FIFO: createFifo(t) };
				const tree = startFamily(t, way, { around: AS_VICTIM, nested: true, variables });
				await tree.line(/^waiting/);
				return tree;
			};

			it(`are stale where ${name} has that pid when the child starts, watched by ${by}`, async (t) => {
				const tree = await begin(t);
				tell(tree, 'die', 'start');
				await tree.line(/^reaped \d+: 129$/);
				assertNoticed(tree.lines);
				const [, parent] = await tree.line(/^gone: (\d+)/);
				await tree.line(new RegExp(`^pid ${parent} was free$`));
			});

			it(`are good where ${name} could not have it, watched by ${by}`, async (t) => {
				const tree = await begin(t);
				tell(tree, 'start');
				await assertLives(tree);
				tell(tree, 'die');
				await tree.line(/^reaped \d+: 129$/);
				assertNoticed(tree.lines);
				const [, parent] = await tree.line(/^gone: (\d+)/);
				assert.ok(!tree.lines.includes(`pid ${parent} was free`));
			});
		}
	}
});

/** The child is stopped meanwhile: when it looks again, the pid is somebody else's for long. */
async function reuseUnseen(tree: Tree): Promise<void> {
	await assertLives(tree);
	const [, child] = await tree.line(/^ready as (\d+)/);
	tell(tree, `stop ${child}`, 'die', 'reuse');
	const [, reused] = await tree.line(/^pid (\d+) is in use again$/);
	tell(tree, `continue ${child}`);
	await tree.line(/^reaped \d+: 129$/);
	assertNoticed(tree.lines);
	assert.ok(tree.lines.includes(`gone: ${reused}`));
}

function tell(tree: Tree, ...orders: string[]): void {
	for (const order of orders) tree.root.stdin?.write(`${order}\n`);
}

function createFifo(t: TestContext): string {
	const path = join(createFolder(t), 'fifo');
	execFileSync('mkfifo', [path]);
	return path;
}
