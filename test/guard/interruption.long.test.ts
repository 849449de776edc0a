/** JavaScript that blocks the main thread, in ways beyond those of `interruption.test.ts`. */
import { describe, it } from 'node:test';
import { assertBroken, assertFreed, block, type Way } from '../helpers/block.js';

/** Where JavaScript blocks: the function that is found stuck. */
const broken: Partial<Record<Way, string>> = {
	interval: 'stuck',
	immediate: 'stuck',
	'later immediate': 'stuck',
	tick: 'stuck',
	'IPC message handler': 'stuck',
	'nested AsyncResource': 'stuck',
	'busy AsyncResource': 'stuckInScopes',
	AsyncLocalStorage: 'stuck',
	'async function': 'stuck',
	'busy microtasks': 'again',
	'busy ticks before a later timer': 'again',
	'busy ticks before a later immediate': 'again',
	'top level': 'stuck',
};

describe('JavaScript that blocks is terminated, and the hooks run', () => {
	for (const [way, name] of Object.entries(broken)) {
		it(way, async (t) => assertBroken(await block(t, way as Way), name));
	}
});

describe('so is what is terminated in the next callback', () => {
	for (const way of [
		'microtasks of native code',
		'ticks of native code',
		'many immediates',
	] as const) {
		it(way, async (t) => assertFreed(await block(t, way)));
	}
});

describe('so is what runs under async hooks', () => {
	for (const way of [
		...['timer', 'async function', 'busy ticks', 'microtasks of native code'],
		...['ticks of native code', 'ticks with an AsyncResource', 'many timers', 'many immediates'],
	] as const) {
		it(way, async (t) => assertFreed(await block(t, way, { hasAsyncHooks: true })));
	}
});
