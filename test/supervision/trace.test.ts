/** What `interrupt({ trace: true })` tells of a child, whatever that is doing. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Trace } from 'parent-watchdog/supervisor';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD } from '../helpers/start.js';
import {
	createSupervisor,
	forkFixture,
	type SuperviseTestOptions,
	spawnProgram,
} from '../helpers/supervised.js';
import { until } from '../helpers/until.js';

/** Nobody takes that long to answer; who has answered is not waited for. */
const AGES = 600_000;
/** Long enough for a guard, on a busy machine. */
const LONG = 5000;
const LOOP =
	/^ {4}at inner \(file:.*\/busy\.js:\d+:\d+\)\n {4}at outer \(file:.*\/busy\.js:\d+:\d+\)\n/;

describe('with a guard', { concurrency: 2 }, () => {
	it('a child that is idle: its resources, and then the interrupt', async (t) => {
		const { child } = await start(t, { does: 'nothing' });
		const trace = await child.interrupt({ trace: true, timeout: AGES });
		assertTrace(trace, { state: 'idle' });
		assert.ok(trace.resources?.includes('Timeout'), `${trace.resources}`);
		assert.equal(await child.exited, -2);
	});

	it('a child in a loop: functions, files and lines', async (t) => {
		const { child } = await start(t, { does: 'loop' });
		const trace = await child.interrupt({ trace: true, timeout: LONG });
		assertTrace(trace, { state: 'blocked', stack: LOOP });
		assert.equal(await child.exited, -2);
	});

	it('a child in a loop that ends: it goes on as if nobody had looked', async (t) => {
		const supervised = await start(t, { does: 'loop that ends', delay: 3000, hears: 'SIGINT' });
		const trace = await supervised.child.interrupt({ trace: true, timeout: AGES });
		assertTrace(trace, { state: 'busy', stack: /at (sum|calculate|.*busy\.js:\d+)/ });
		assert.ok(trace.resources?.includes('Timeout'));
		await Promise.all([supervised.line(/^SIGINT/), supervised.line(/^after an await/)]);
		const lines = supervised.lines.filter((line) => !/^(ready|busy|SIGINT)/.test(line));
		assert.deepEqual(lines, ['sums: 4999950000, true, kept', 'timer', 'after an await: kept']);
		assert.equal(supervised.output.stderr, '');
	});

	for (const [does, stack] of [
		['execSync', undefined],
		['Atomics.wait', /^ {4}at waitFor \(.*busy\.js:\d+:\d+\)\n/],
		['regular expression', /busy\.js:\d+:\d+\)\n/],
	] as const) {
		it(`a child that is blocked in ${does}`, async (t) => {
			const { child } = await start(t, { does });
			const trace = await child.interrupt({ trace: true, timeout: LONG });
			assertTrace(trace, { state: 'blocked', stack });
			assert.equal(await child.exited, -2);
		});
	}

	it('a child whose hook is in a loop, during its shutdown', async (t) => {
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '60000' };
		const supervised = await start(t, { does: 'hook that loops' }, { variables });
		supervised.child.terminate();
		await supervised.line(/^hook loops/);
		const trace = await supervised.child.interrupt({ trace: true, timeout: LONG });
		assertTrace(trace, { state: 'blocked', stack: LOOP });
	});

	it('a child in a loop that has its guard by its environment', async (t) => {
		const variables = { PARENT_WATCHDOG_GUARD: 'on' };
		const { child } = await start(t, { does: 'calm loop' }, { guard: false, variables });
		const trace = await child.interrupt({ trace: true, timeout: LONG });
		assertTrace(trace, { state: 'blocked', stack: LOOP });
		assert.equal(await child.exited, -2);
	});

	describe('that it has started itself', { concurrency: 2 }, () => {
		it('a child in a loop', async (t) => {
			const { child } = await start(t, { does: 'calm loop', guards: true }, { guard: undefined });
			const trace = await child.interrupt({ trace: true, timeout: LONG });
			assertTrace(trace, { state: 'blocked', stack: LOOP });
			assert.equal(await child.exited, -2);
		});

		it('a child that loads the package by itself', async (t) => {
			const options = { guard: undefined, preload: false };
			const { child } = await start(t, { does: 'calm loop', guards: true }, options);
			await until('it says hello', () => child.watches);
			const trace = await child.interrupt({ trace: true, timeout: LONG });
			assertTrace(trace, { state: 'blocked', stack: LOOP });
		});

		it('a child in a loop, which runs its hooks once it is interrupted', async (t) => {
			const busy = { does: 'calm loop', guards: true, hasHook: true } as const;
			const tree = await start(t, busy, { guard: undefined });
			const { stack } = await tree.child.interrupt({ trace: true, timeout: LONG });
			assert.match(stack ?? '', LOOP);
			await tree.line(/^hook ended/);
			assert.equal(await tree.child.exited, -2);
		});

		it('a child that is idle', async (t) => {
			const { child } = await start(t, { does: 'nothing', guards: true }, { guard: undefined });
			assertTrace(await child.interrupt({ trace: true, timeout: AGES }), { state: 'idle' });
		});

		it('but not where the supervisor wants no guard', async (t) => {
			const { child } = await start(t, { does: 'calm loop', guards: true }, { guard: false });
			const trace = await child.interrupt({ trace: true, timeout: 100 });
			assertTrace(trace, { state: 'unknown' });
		});
	});

	it('twice at once: both are answered', async (t) => {
		const { child } = await start(t, { does: 'calm loop', hears: 'SIGINT' });
		const ask = () => child.interrupt({ trace: true, timeout: LONG });
		for (const trace of await Promise.all([ask(), ask()])) {
			assertTrace(trace, { state: 'blocked', stack: LOOP });
		}
		assert.ok(child.isAlive);
	});

	it('a child that has just been started: it answers once it can', async (t) => {
		const { child } = fork(t, { does: 'nothing' });
		const trace = await child.interrupt({ trace: true, timeout: AGES });
		assert.match(trace.state, /^(idle|busy)$/);
		assert.equal(trace.sent, true);
	});

	it('a child with a debugger: nobody looks', async (t) => {
		const { child } = await start(
			t,
			{ does: 'calm loop' },
			{ execArgv: ['--inspect=0', ...PRELOAD] },
		);
		const trace = await child.interrupt({ trace: true, timeout: LONG });
		assertTrace(trace, { state: 'blocked', stack: undefined });
	});
});

describe('without a guard', { concurrency: 2 }, () => {
	it('a child that is idle: its resources', async (t) => {
		const { child } = await start(t, { does: 'nothing' }, { guard: false });
		const trace = await child.interrupt({ trace: true, timeout: AGES });
		assertTrace(trace, { state: 'idle' });
		assert.ok(trace.resources?.includes('Timeout'));
	});

	it('a child that is idle and may start one: nobody waits for that', async (t) => {
		const { child } = await start(t, { does: 'nothing' }, { guard: undefined });
		assertTrace(await child.interrupt({ trace: true, timeout: AGES }), { state: 'idle' });
	});

	it('a child that is blocked: nothing', async (t) => {
		const { child } = await start(t, { does: 'calm loop' }, { guard: false });
		const trace = await child.interrupt({ trace: true, timeout: 100 });
		assertTrace(trace, { state: 'unknown' });
		assert.equal(trace.resources, undefined);
		assert.equal(await child.exited, -2);
	});
});

describe('whoever cannot answer', () => {
	const nothing = { sent: false, stack: undefined, resources: undefined, state: 'unknown' };
	const ask = { trace: true, timeout: AGES } as const;

	it('a child that has ended', async (t) => {
		const { child } = await start(t, { does: 'nothing' });
		child.kill();
		await child.exited;
		assert.deepEqual(await child.interrupt(ask), nothing);
	});

	it('a child that ends meanwhile', async (t) => {
		const { child } = await start(t, { does: 'calm loop' }, { guard: false });
		const asked = child.interrupt(ask);
		child.kill();
		assert.deepEqual(await asked, nothing);
	});

	it('a child that could not be started', async (t) => {
		const { child } = spawnProgram(t, createSupervisor(t), ['/no/such/program'], { guard: true });
		assert.deepEqual(await child.interrupt(ask), nothing);
		await assert.rejects(child.exited, { code: 'ENOENT' });
	});

	it('a program that does not load the watchdog is only interrupted', async (t) => {
		const { child } = spawnProgram(t, createSupervisor(t), ['sleep', '1000'], { guard: true });
		assert.deepEqual(await child.interrupt(ask), { ...nothing, sent: true });
		assert.equal(await child.exited, -2);
	});
});

it('wrong options', async (t) => {
	const { child } = await start(t, { does: 'nothing' });
	const wrong = [{ trace: 1 }, { trace: true, timeout: -1 }, { timeout: '1' }, { other: 1 }, null];
	for (const options of wrong) {
		const error = { code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION' };
		assert.throws(() => child.interrupt(options as never), error, JSON.stringify(options));
	}
	assert.ok(child.isAlive);
	assert.equal(child.interrupt({ trace: false }), true);
	assert.equal(await child.exited, -2);
});

type Busy = FixtureOptions['supervision/busy'];

function fork(t: TestContext, busy: Busy, options?: SuperviseTestOptions) {
	const program = fixture('supervision/busy', busy);
	return forkFixture(t, createSupervisor(t), program, { guard: true, ...options });
}

async function start(t: TestContext, busy: Busy, options?: SuperviseTestOptions) {
	const supervised = fork(t, busy, options);
	await supervised.line(/^busy/);
	return supervised;
}

interface Expected {
	state: Trace['state'];
	stack?: RegExp | undefined;
}

function assertTrace(trace: Trace, { state, stack }: Expected): void {
	const told = JSON.stringify(trace);
	assert.equal(trace.sent, true, told);
	assert.equal(trace.state, state, told);
	if (stack) assert.match(trace.stack ?? '', stack);
	else assert.equal(trace.stack, undefined, told);
	assert.equal(trace.resources !== undefined, state === 'idle' || state === 'busy', told);
}
