/** Every way for a process to end by itself or to be ended: its hooks run, once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ending, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, start } from '../helpers/start.js';
import type { WayToEnd } from '../helpers/ways-to-end.js';

interface Way {
	ends: WayToEnd;
	lines: string[];
	code: number;
	stderr?: RegExp;
}

const exits: Way[] = [
	{ ends: 'natural', lines: ['hook started: exit with 0', 'hook ended', 'exit 0'], code: 0 },
	{ ends: 'shutdown', lines: ['hook started: shutdown', 'hook ended', 'exit 0'], code: 0 },
	// Only the synchronous part of the hook.
	{ ends: 'exit', lines: ['hook started: exit with 3', 'exit 3'], code: 3 },
	{
		ends: 'uncaught',
		lines: ['hook started: exit with 1', 'exit 1'],
		code: 1,
		stderr: /Error: thrown on purpose\n +at /,
	},
	{
		ends: 'rejection',
		lines: ['hook started: exit with 1', 'exit 1'],
		code: 1,
		stderr: /Error: rejected on purpose\n +at /,
	},
];

describe('hooks run once', { concurrency: 2 }, () => {
	for (const { ends, lines, code, stderr = /^$/ } of exits) {
		it(`at the end by ${ends}`, async (t) => {
			const ended = await run(t, fixture('shutdown/async-hook', { ends }));
			assert.deepEqual(ended.lines, lines);
			assert.deepEqual([ended.code, ended.signal], [code, null]);
			assert.match(ended.stderr, stderr);
			assert.equal(ended.stdout, '');
		});
	}

	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		it(`at ${signal}`, async (t) => {
			const tree = start(t, fixture('shutdown/async-hook'), {}, { execArgv: PRELOAD });
			await tree.line(/^ready/);
			tree.kill(signal);
			const { lines, ...ended } = await ending(tree);
			assert.deepEqual(lines, ['hook started: signal', 'hook ended']);
			assert.deepEqual(ended, { code: null, signal, stdout: '', stderr: '' });
		});
	}

	it('when the parent is killed', async (t) => {
		const child = fixture('shutdown/async-hook');
		const tree = start(t, fixture('parent', { how: 'spawn', child, execArgv: PRELOAD }));
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		assert.deepEqual((await tree.end()).slice(1), [
			'hook started: parent-gone',
			'hook ended',
			'exit 129',
		]);
	});

	it('when the watched process is killed, with a status that the parent sees', async (t) => {
		const { tree, loseParent } = startWatching(t, fixture('shutdown/async-hook'));
		await tree.line(/^ready/);
		await loseParent();
		const ended = await ending(tree);
		assert.deepEqual(ended.lines, ['hook started: parent-gone', 'hook ended', 'exit 129']);
		assert.deepEqual([ended.code, ended.signal], [129, null]);
	});
});

describe('a natural end', { concurrency: 2 }, () => {
	it("keeps the program's exit code", async (t) => {
		const program = fixture('shutdown/async-hook', { ends: 'natural', exitCode: 7 });
		const ended = await run(t, program);
		assert.deepEqual(ended.lines, ['hook started: exit with 7', 'hook ended', 'exit 7']);
		assert.equal(ended.code, 7);
	});

	for (const work of [
		'none',
		'timer',
		'immediate',
		'tick alone',
		'timer after a tick',
		'timer after microtasks',
		'timer after ticks and microtasks',
	] as const) {
		it(`is the same where a 'beforeExit' listener gives new work: ${work}`, async (t) => {
			const without = await run(t, fixture('shutdown/new-work', { work }));
			const ended = await run(t, fixture('shutdown/new-work', { work, hasHook: true }));
			assert.equal(ended.lines.at(-2), 'hook: exit');
			assert.deepEqual({ ...ended, lines: ended.lines.toSpliced(-2, 1) }, without);
		});
	}

	it('waits until the deadline for what a hook leaves running', async (t) => {
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '300' };
		const { lines, code } = await run(t, fixture('shutdown/leaving-hook'), variables);
		const [, ms] = /^exit 7 after (\d+) ms$/.exec(lines[1] ?? '') ?? [];
		assert.ok(Number(ms) >= 298, lines.join());
		assert.deepEqual([lines[0], lines.length, code], ['hook: exit', 2, 7]);
	});

	it('is there when what a hook leaves running ends', async (t) => {
		const { lines, code } = await run(t, fixture('shutdown/leaving-hook', { runs: 20 }));
		const [, ms] = /^exit 7 after (\d+) ms$/.exec(lines[1] ?? '') ?? [];
		assert.ok(Number(ms) >= 18 && Number(ms) < 4000, lines.join());
		assert.equal(code, 7);
	});

	it('of a module that waits for ever is told by Node as ever', async (t) => {
		const name = 'shutdown/unsettled-await.mjs';
		const without = await run(t, fixture(name));
		assert.equal(without.code, 13);
		const { lines, ...ended } = await run(t, fixture(name, { hasHook: true }));
		// As after any work that is done at 'beforeExit', Node emits it once more.
		assert.deepEqual(lines.slice(1, 3), ['hook ended', 'beforeExit']);
		assert.deepEqual({ ...ended, lines: lines.toSpliced(1, 2) }, without);
	});
});

describe("a program with an 'exit' listener of its own", { concurrency: 2 }, () => {
	for (const when of ['before', 'after'] as const) {
		for (const [ends, code] of [
			['exit', 3],
			['natural', 0],
		] as const) {
			it(`that exits, registered ${when} the hook: ${ends}`, async (t) => {
				const ended = await run(
					t,
					fixture('shutdown/exit-listener', { listener: 'exits', when, ends }),
				);
				assert.deepEqual(ended.lines, ['hook: exit', `own listener: ${code}`]);
				assert.equal(ended.code, 7);
			});

			it(`that throws, registered ${when} the hook: ${ends}`, async (t) => {
				const ended = await run(
					t,
					fixture('shutdown/exit-listener', { listener: 'throws', when, ends }),
				);
				assert.deepEqual(ended.lines, ['hook: exit', `own listener: ${code}`]);
				assert.match(ended.stderr, /thrown by an exit listener/);
			});

			it(`that adds a hook, registered ${when} the first one: ${ends}`, async (t) => {
				const ended = await run(
					t,
					fixture('shutdown/exit-listener', { listener: 'adds a hook', when, ends }),
				);
				assert.deepEqual(ended.lines, [
					'hook: exit',
					`own listener: ${code}`,
					'added hook: exit',
					'own listener ended',
				]);
				assert.equal(ended.code, code);
			});
		}
	}

	for (const [ends, code] of [
		['exit', 3],
		['natural', 0],
		['uncaught', 1],
	] as const) {
		it(`that adds the first hook of all: ${ends}`, async (t) => {
			const options = { listener: 'adds a hook', when: 'alone', ends } as const;
			const ended = await run(t, fixture('shutdown/exit-listener', options));
			assert.deepEqual(ended.lines, [
				`own listener: ${code}`,
				'added hook: exit',
				'own listener ended',
			]);
			assert.equal(ended.code, code);
		});
	}
});

it('a package that wraps process.reallyExit() while the process exits does not break it', async (t) => {
	const { lines, code, stderr } = await run(t, fixture('shutdown/late-wrapper'));
	assert.deepEqual(lines, ['hook: exit', 'unwrapped']);
	assert.deepEqual([code, stderr], [3, '']);
});

describe('a worker thread has hooks of its own, which end nobody else', { concurrency: 2 }, () => {
	for (const [ends, type, code, isWaitedFor] of [
		['natural', 'exit', 0, true],
		['exit', 'exit', 3, false],
		['shutdown', 'shutdown', 1, true],
	] as const) {
		it(`at its end by ${ends}`, async (t) => {
			const ended = await run(t, fixture('shutdown/worker-hooks', { workerEnds: ends }));
			assert.deepEqual(ended.lines, [
				'main SIGTERM listeners: 1',
				'worker SIGTERM listeners: 0',
				`worker hook: ${type}`,
				...(isWaitedFor ? ['worker hook ended'] : []),
				`worker exit ${code}`,
				'main hook: exit',
				'main hook ended',
			]);
			assert.deepEqual([ended.code, ended.stderr], [0, '']);
		});
	}
});
