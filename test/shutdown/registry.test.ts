/** The hooks that wait for their turn: their order, and what many of them cost. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { internal } from '../helpers/internal.js';

const { Registry } = internal<typeof import('../../src/shutdown/registry.js')>('shutdown/registry');
const { createReason } =
	internal<typeof import('../../src/shutdown/create-reason.js')>('shutdown/create-reason');
const reason = createReason({ type: 'shutdown' }, Date.now(), 60_000);

type Step = { do: 'add'; priority: number } | { do: 'remove'; nth: number } | { do: 'take' };

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), priority: priorities() }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), nth: fc.nat(40) }) },
	{ weight: 1, arbitrary: fc.constant({ do: 'take' as const }) },
);

function priorities() {
	return fc.constantFrom(-2, -1, 0, 0, 0, 1, 2, Infinity, -Infinity);
}

describe('the order', () => {
	it('is that of a sorted list, whatever is added, removed and taken', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
				const registry = new Registry();
				const removes: (() => boolean)[] = [];
				let list: { name: string; priority: number }[] = [];
				for (const one of steps) {
					if (one.do === 'add') {
						const name = String(removes.length);
						removes.push(registry.add(() => {}, { name, priority: one.priority }));
						const after = list.findIndex(({ priority }) => priority <= one.priority);
						list.splice(after < 0 ? list.length : after, 0, { name, priority: one.priority });
					} else if (one.do === 'remove') {
						const isThere = list.some(({ name }) => name === String(one.nth));
						assert.equal(removes[one.nth]?.() ?? false, isThere);
						list = list.filter(({ name }) => name !== String(one.nth));
					} else {
						const isLow = (list[0]?.priority ?? -Infinity) < 0;
						const taken = registry.take(0, reason);
						assert.equal(taken?.name, isLow ? undefined : list.shift()?.name);
					}
					assert.equal(registry.size, list.length);
				}
				const rest = list.map(() => registry.take(-Infinity, reason)?.name);
				assert.deepEqual(
					rest,
					list.map(({ name }) => name),
				);
				assert.equal(registry.take(-Infinity, reason), undefined);
			}),
		);
	});
});

describe('100,000 hooks', () => {
	// Searched and spliced, each of these took 7 s and more.
	const COUNT = 100_000;
	const ways: Record<string, (index: number) => number> = {
		'of one priority': () => 0,
		'of many priorities': (index) => (index * 7919) % COUNT,
	};
	for (const [name, priority] of Object.entries(ways)) {
		it(`${name} are added, removed and taken in the time of a sort`, () => {
			const registry = new Registry();
			const before = process.cpuUsage();
			const removes = Array.from({ length: COUNT }, (_, index) =>
				registry.add(() => {}, { priority: priority(index) }),
			);
			for (let index = 0; index < COUNT; index += 2) assert.ok(removes[index]?.());
			let last = Infinity;
			for (let entry = registry.take(0, reason); entry; entry = registry.take(0, reason)) {
				assert.ok(entry.priority <= last);
				last = entry.priority;
			}
			assert.equal(registry.size, 0);
			const { user, system } = process.cpuUsage(before);
			const ms = (user + system) / 1e3;
			assert.ok(ms < 3000, `${ms} ms of processor time`);
		});
	}
});
