/** JavaScript that blocks the main thread; `interruption.long.test.ts` has it in all other ways. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
	assertBroken,
	assertFreed,
	assertStuck,
	block,
	STORY,
	type Way,
} from '../helpers/block.js';

/** Where JavaScript blocks: the function that is found stuck. */
const broken: Partial<Record<Way, string>> = {
	timer: 'stuck',
	microtask: 'stuck',
	'I/O callback': 'stuck',
	'AsyncLocalStorage.run()': 'stuck',
	'try and catch': 'stuck',
	'busy ticks': 'again',
	'regular expression': 'stuckInExpression',
	'Atomics.wait': 'stuckInAtomics',
	'top level of an ES module': 'stuck',
};

describe('JavaScript that blocks is terminated, and the hooks run', () => {
	for (const [way, name] of Object.entries(broken)) {
		it(way, async (t) => assertBroken(await block(t, way as Way), name));
	}
});

/** Where V8 terminates after the scope that was paused has been left, and another one entered. */
const brief = ['ticks with an AsyncResource', 'many timers'] as const;

describe('so is what is terminated in the next callback', () => {
	for (const way of brief) {
		it(way, async (t) => assertFreed(await block(t, way)));
	}
});

describe('so is what runs under async hooks', () => {
	for (const way of ['nested AsyncResource', 'busy microtasks'] as const) {
		it(way, async (t) => assertFreed(await block(t, way, { hasAsyncHooks: true })));
	}
});

for (const way of ['hook', 'hook after an await'] as const) {
	it(`a ${way} that blocks is terminated, and the other hooks run`, async (t) => {
		const { story, report, stderr } = await block(t, way, { when: /^ready/ });
		assert.deepEqual(story, STORY);
		assertStuck(report, 'stuck');
		const hooks = report.hooks.map(({ name, outcome }) => `${name} ${outcome}`);
		const outcome = way === 'hook' ? 'failed' : 'unfinished';
		assert.deepEqual(hooks, [`stuck hook ${outcome}`, 'last done']);
		assert.equal(stderr, '');
	});
}

it('so is a listener of the shutdown signal', async (t) => {
	const way = 'listener of the shutdown signal';
	const { story, report, stderr } = await block(t, way, { when: /^ready/ });
	assert.deepEqual(story, STORY);
	assertStuck(report, 'stuck');
	assert.equal(stderr, '');
});
