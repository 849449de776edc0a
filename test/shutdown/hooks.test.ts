/** Order, isolation and limits of hooks: in time for asynchronous work, and while the process exits. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OddHook } from '../fixtures/shutdown/odd-hook.js';
import { createReport, outcomes, run } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';

const ways = { 'shutdown()': 'shutdown', 'process.exit()': 'exit' } as const;

describe('order', { concurrency: 2 }, () => {
	for (const [way, ends] of Object.entries(ways)) {
		it(`by priority, the last registered first among equals, at ${way}`, async (t) => {
			const { lines } = await run(t, fixture('shutdown/ordered-hooks', { ends }));
			assert.equal(lines.join(''), 'gebidacfh');
		});

		it(`of hooks that a hook registers, at ${way}`, async (t) => {
			const { lines } = await run(t, fixture('shutdown/adding-hook', { ends }));
			assert.deepEqual(lines, [
				'adder started',
				'adder ended',
				'above',
				'beside',
				'middle',
				'below',
				'end',
				'after the end',
			]);
		});

		it(`without a hook that another one removes, at ${way}`, async (t) => {
			const { lines } = await run(t, fixture('shutdown/removing-hook', { ends }));
			assert.deepEqual(lines, ['removes true,false,false', 'last']);
		});
	}

	it('one after another where they are asynchronous', async (t) => {
		const { lines } = await run(t, fixture('shutdown/slow-hooks', { ends: 'shutdown' }));
		assert.deepEqual(lines, [
			'first started',
			'first ended',
			'second started',
			'second ended',
			'third started',
			'third ended',
		]);
	});

	it('only the synchronous part of each at process.exit()', async (t) => {
		const { path, read } = createReport(t);
		const program = fixture('shutdown/slow-hooks', { ends: 'exit' });
		const { lines, code } = await run(t, program, { PARENT_WATCHDOG_REPORT: path });
		assert.deepEqual(lines, ['first started', 'second started', 'third started']);
		assert.equal(code, 3);
		const [report] = read();
		assert.deepEqual(report && outcomes(report), Array(3).fill('slow: unfinished'));
	});
});

interface Odd {
	hook: OddHook;
	timeout?: number;
	gracePeriod?: number;
	outcome: string;
	/** Where its time is not taken for granted: how many ms it takes at least. */
	ms?: number;
	error?: RegExp;
	/** What it records after it has started. */
	says?: string[];
	/** Its outcome while the process exits, where nothing is waited for. */
	drained?: string;
}

const oddHooks: Odd[] = [
	{
		hook: 'throws',
		outcome: 'failed',
		error: /^Error: thrown by a hook\n +at /,
		drained: 'failed',
	},
	{ hook: 'throws undefined', outcome: 'failed', drained: 'failed' },
	{ hook: 'throws a symbol', outcome: 'failed', error: /^Symbol\(thrown by/, drained: 'failed' },
	{ hook: 'throws a bare object', outcome: 'failed', error: /./, drained: 'failed' },
	{
		hook: 'rejects',
		outcome: 'failed',
		error: /^Error: rejected by a hook\n/,
		drained: 'unfinished',
	},
	{ hook: 'hangs', gracePeriod: 1500, outcome: 'unfinished', ms: 500, drained: 'unfinished' },
	{ hook: 'hangs', timeout: 50, outcome: 'timed-out', ms: 49 },
	{ hook: 'hangs', timeout: 0, outcome: 'timed-out' },
	{ hook: 'hangs', timeout: 60_000, gracePeriod: 1500, outcome: 'unfinished', ms: 500 },
	{ hook: 'blocks', outcome: 'done', ms: 149, drained: 'done' },
	{ hook: 'blocks for long', gracePeriod: 1000, outcome: 'done', ms: 1490 },
	{
		hook: 'is a thenable',
		outcome: 'done',
		says: ['then called'],
		ms: 9,
		drained: 'unfinished',
	},
	{
		hook: 'is a rejecting thenable',
		outcome: 'failed',
		error: /^Error: rejected by a thenable\n/,
		drained: 'unfinished',
	},
	{
		hook: 'is a throwing thenable',
		outcome: 'failed',
		error: /^Error: thrown by a thenable\n/,
		drained: 'failed',
	},
	{ hook: 'calls shutdown', outcome: 'done', drained: 'done' },
	// It would wait for itself.
	{ hook: 'awaits shutdown', outcome: 'done', says: ['goes on'] },
	{ hook: 'awaits shutdown later', outcome: 'done', says: ['goes on'] },
	{ hook: 'calls what awaits shutdown', outcome: 'done', says: ['goes on'] },
];

describe('a hook costs no other its turn', { concurrency: 2 }, () => {
	for (const { hook, says = [], ms = 0, drained, ...odd } of oddHooks) {
		const limits = Object.entries({ timeout: odd.timeout, 'grace period': odd.gracePeriod })
			.filter(([, limit]) => limit !== undefined)
			.map(([name, limit]) => `, ${name} ${limit} ms`);

		it(`at shutdown(): one that ${hook}${limits.join('')}`, async (t) => {
			const { path, read } = createReport(t);
			const { timeout } = odd;
			const program = fixture('shutdown/odd-hook', { hook, timeout, ends: 'shutdown' });
			const ended = await run(t, program, {
				PARENT_WATCHDOG_GRACE_PERIOD: odd.gracePeriod?.toString(),
				PARENT_WATCHDOG_REPORT: path,
			});
			const expected = ['first', 'first ended', `it ${hook}`, ...says, 'last'];
			assert.deepEqual(ended.lines.slice(0, expected.length), expected);
			assert.deepEqual([ended.code, ended.signal], [0, null]);
			const result = read()[0]?.hooks[1];
			assert.equal(result?.outcome, odd.outcome);
			assert.match(result?.error ?? '', odd.error ?? /^$/);
			assert.ok(result && result.ms >= ms && result.ms <= ms + 10_000, `${result?.ms} ms`);
		});

		if (!drained) continue;
		it(`at process.exit(): one that ${hook}`, async (t) => {
			const { path, read } = createReport(t);
			const program = fixture('shutdown/odd-hook', { hook, ends: 'exit' });
			const { lines, code } = await run(t, program, { PARENT_WATCHDOG_REPORT: path });
			assert.deepEqual(lines, ['first', `it ${hook}`, ...says, 'last']);
			assert.equal(code, 3);
			assert.equal(read()[0]?.hooks[1]?.outcome, drained);
		});
	}

	for (const hook of ['exits', 'exits later'] as const) {
		it(`at shutdown(): one that ${hook}`, async (t) => {
			const program = fixture('shutdown/odd-hook', { hook, ends: 'shutdown' });
			const { lines, code } = await run(t, program);
			assert.deepEqual(lines, ['first', 'first ended', `it ${hook}`, 'last']);
			assert.equal(code, 5);
		});
	}

	it('at process.exit(): one that exits', async (t) => {
		const { path, read } = createReport(t);
		const program = fixture('shutdown/odd-hook', { hook: 'exits', ends: 'exit' });
		const { lines, code } = await run(t, program, { PARENT_WATCHDOG_REPORT: path });
		assert.deepEqual(lines, ['first', 'it exits', 'last']);
		assert.equal(code, 5);
		const [report] = read();
		assert.deepEqual(report && outcomes(report), [
			'first: unfinished',
			'odd: done',
			'last: unfinished',
		]);
		assert.equal(report?.end, 'exit 5');
	});
});

describe('the deadline holds', { concurrency: 2 }, () => {
	for (const [way, ends] of Object.entries({ ...ways, 'a signal': 'SIGTERM' } as const)) {
		it(`for a hook that registers itself for ever, at ${way}`, async (t) => {
			const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '200' };
			const { lines } = await run(t, fixture('shutdown/endless-hook', { ends }), variables);
			assert.deepEqual(lines, ['last']);
		});
	}

	it('for a hook that is late and then registers another, which has what is left', async (t) => {
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '1200' };
		const { lines } = await run(t, fixture('shutdown/late-hook'), variables);
		assert.deepEqual(lines, ['late started', 'last', 'late ended', 'added started', 'added ended']);
	});
});
