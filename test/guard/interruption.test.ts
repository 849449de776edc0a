/** JavaScript that blocks the main thread. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertStuck, block, STORY } from '../helpers/block.js';

/** Where JavaScript blocks: the function that is found stuck. */
const broken: Record<string, string> = {
	timer: 'stuck',
	interval: 'stuck',
	immediate: 'stuck',
	'later immediate': 'stuck',
	tick: 'stuck',
	microtask: 'stuck',
	'I/O callback': 'stuck',
	'IPC message handler': 'stuck',
	'nested AsyncResource': 'stuck',
	'busy AsyncResource': 'stuckInScopes',
	AsyncLocalStorage: 'stuck',
	'AsyncLocalStorage.run()': 'stuck',
	'async function': 'stuck',
	'try and catch': 'stuck',
	'busy microtasks': 'again',
	'busy ticks': 'again',
	'busy ticks before a later timer': 'again',
	'busy ticks before a later immediate': 'again',
	'regular expression': 'stuckInExpression',
	'Atomics.wait': 'stuckInAtomics',
	'top level': 'stuck',
	'top level of an ES module': 'stuck',
};

describe('JavaScript that blocks is terminated, and the hooks run', () => {
	for (const [way, name] of Object.entries(broken)) {
		it(way, async (t) => {
			const { story, report, stderr } = await block(t, way);
			assert.deepEqual(story, STORY);
			assert.equal(report.end, 'exit 129');
			assertStuck(report, name);
			assert.equal(stderr, '');
		});
	}
});

/** Where V8 terminates after the scope that was paused has been left, and another one entered. */
const brief = [
	'microtasks of native code',
	'ticks of native code',
	'ticks with an AsyncResource',
	'many timers',
	'many immediates',
];

describe('so is what is terminated in the next callback', () => {
	for (const way of brief) {
		it(way, async (t) => assertFreed(await block(t, way)));
	}
});

describe('so is what runs under async hooks', () => {
	const ways = ['timer', 'nested AsyncResource', 'async function', 'busy microtasks', 'busy ticks'];
	for (const way of [...ways, ...brief]) {
		it(way, async (t) => assertFreed(await block(t, way, { variables: { HOOKS: '1' } })));
	}
});

for (const way of ['hook', 'hook after an await']) {
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

function assertFreed({ story, report, stderr }: Awaited<ReturnType<typeof block>>): void {
	assert.deepEqual(story, STORY);
	assert.equal(report.end, 'exit 129');
	assert.notEqual(report.stuck, undefined);
	assert.equal(stderr, '');
}
