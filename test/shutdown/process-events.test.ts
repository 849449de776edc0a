/** Events of `process` that others emit by hand, listeners that they take away, and functions that they replace. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import type { Play } from '../fixtures/shutdown/playing-with-process.js';
import { ending, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import type { Variables } from '../helpers/start.js';

/** A program that plays with `process`, and is ended as `act` says once some ticks of its poll have passed. */
async function play(
	t: TestContext,
	plays: Play,
	act: NodeJS.Signals | 'lose the parent' | 'nothing',
	others: Partial<FixtureOptions['shutdown/playing-with-process']> = {},
	variables: Variables = {},
) {
	const program = fixture('shutdown/playing-with-process', { plays, ...others });
	const { tree, loseParent } = startWatching(t, program, variables);
	await tree.line(/^ready/);
	if (act === 'lose the parent') {
		await tree.line(/^later/);
		await loseParent();
	} else if (act !== 'nothing') {
		await tree.line(/^later/);
		tree.kill(act);
	}
	const { lines, code, signal } = await ending(tree);
	return { lines: lines.filter((line) => line !== 'later'), how: signal ?? code };
}

describe('an event that is emitted by hand', { concurrency: 3 }, () => {
	for (const [plays, how] of [
		['emits SIGINT without an argument', 'SIGINT'],
		['emits SIGTERM with its name', 'SIGTERM'],
	] as const) {
		it(`is a request: ${plays}`, async (t) => {
			assert.deepEqual(await play(t, plays, 'nothing'), { lines: ['begin: signal', 'end'], how });
		});
	}

	for (const plays of [
		'emits exit',
		'emits exit twice',
		'emits beforeExit',
		'emits beforeExit later',
	] as const) {
		const told = plays.startsWith('emits exit') ? plays.replace(/^emits /, '') : '';
		const before = told === '' ? [] : told === 'exit' ? ['exit 0'] : ['exit 0', 'exit undefined'];

		it(`uses nothing up: ${plays}, then SIGTERM`, async (t) => {
			const { lines, how } = await play(t, plays, 'SIGTERM');
			assert.deepEqual([lines, how], [[...before, 'begin: signal', 'end'], 'SIGTERM']);
		});

		it(`leaves no orphan: ${plays}, then the parent is killed`, async (t) => {
			const { lines, how } = await play(t, plays, 'lose the parent');
			assert.deepEqual(lines, [...before, 'begin: parent-gone', 'end', 'exit 129']);
			assert.equal(how, 129);
		});

		it(`does not end it at the end of a grace period: ${plays}`, async (t) => {
			const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '60' };
			const { lines, how } = await play(t, plays, 'SIGTERM', {}, variables);
			assert.deepEqual([lines.includes('begin: signal'), how], [true, 'SIGTERM']);
		});
	}
});

describe('listeners that are taken away', { concurrency: 3 }, () => {
	const plays = 'removes the listeners of SIGTERM';

	it('are there again after a tick', async (t) => {
		const { lines, how } = await play(t, plays, 'SIGTERM');
		assert.deepEqual([lines, how], [['begin: signal', 'end'], 'SIGTERM']);
	});

	it('are there again once another hook is added', async (t) => {
		const others = { another: true, ends: 'SIGTERM' } as const;
		const variables = { PARENT_WATCHDOG_INTERVAL: '60000' };
		const { lines, how } = await play(t, plays, 'nothing', others, variables);
		assert.deepEqual([lines, how], [['begin: signal', 'end', 'another hook'], 'SIGTERM']);
	});

	// With those that Node itself needs to hear signals, which nothing brings back.
	it('all of them: the end of the parent is heard', async (t) => {
		const { lines, how } = await play(t, 'removes all listeners', 'lose the parent');
		assert.deepEqual([lines, how], [['begin: parent-gone', 'end'], 129]);
	});

	it('all of them: a natural end is heard', async (t) => {
		const others = { another: true, ends: 'natural' } as const;
		const { lines } = await play(t, 'removes all listeners', 'nothing', others);
		assert.deepEqual(lines, ['begin: exit', 'end', 'another hook']);
	});

	it('stay away where the program has one of its own', async (t) => {
		const options = { plays: `${plays}, and has one`, another: true } as const;
		const { tree } = startWatching(t, fixture('shutdown/playing-with-process', options));
		await tree.line(/^later/);
		tree.kill('SIGTERM');
		await tree.line(/^own listener/);
		tree.kill('SIGHUP');
		const { lines, signal } = await ending(tree);
		assert.deepEqual(lines.slice(-3), ['begin: signal', 'end', 'another hook']);
		assert.equal(signal, 'SIGHUP');
	});
});

describe('a replaced function or an odd exit code', { concurrency: 3 }, () => {
	for (const plays of [
		'replaces exit by a function that does nothing',
		'replaces exit by a function that throws',
		'replaces reallyExit',
	] as const) {
		it(`holds up no end: ${plays}`, async (t) => {
			const { lines, how } = await play(t, plays, 'lose the parent');
			assert.deepEqual(lines.slice(0, 2), ['begin: parent-gone', 'end']);
			assert.equal(how, 129);
			assert.equal((await play(t, plays, 'SIGTERM')).how, 'SIGTERM');
			assert.equal((await play(t, plays, 'nothing', { ends: 'shutdown' })).how, 0);
		});
	}

	for (const [plays, code] of [
		['sets the exit code to null', 0],
		['sets the exit code to "3"', 3],
		['sets the exit code to 300', 300 & 255],
		['sets the exit code to -1', 255],
	] as const) {
		it(`${plays}: ${code}`, async (t) => {
			assert.equal((await play(t, plays, 'nothing', { ends: 'shutdown' })).how, code);
			const gone = await play(t, plays, 'lose the parent');
			assert.deepEqual([gone.lines.slice(0, 2), gone.how], [['begin: parent-gone', 'end'], 129]);
		});
	}
});
