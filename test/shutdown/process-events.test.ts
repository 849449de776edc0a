/** Events of `process` that others emit by hand, listeners that they take away, and functions that they replace. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { ending, startWatching } from '../helpers/ending.js';
import type { Variables } from '../helpers/start.js';

const FIXTURE = 'shutdown/playing-with-process';

/** A program that plays with `process`, and is ended as `act` says once some ticks of its poll have passed. */
async function play(
	t: TestContext,
	PLAYS: string,
	act: NodeJS.Signals | 'lose the parent' | 'nothing',
	variables: Variables = {},
) {
	const { tree, loseParent } = startWatching(t, FIXTURE, { PLAYS, ...variables });
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
	for (const [PLAYS, how] of [
		['emits SIGINT without an argument', 'SIGINT'],
		['emits SIGTERM with its name', 'SIGTERM'],
	] as const) {
		it(`is a request: ${PLAYS}`, async (t) => {
			assert.deepEqual(await play(t, PLAYS, 'nothing'), { lines: ['begin: signal', 'end'], how });
		});
	}

	for (const PLAYS of [
		'emits exit',
		'emits exit twice',
		'emits beforeExit',
		'emits beforeExit later',
	]) {
		const told = PLAYS.startsWith('emits exit') ? PLAYS.replace(/^emits /, '') : '';
		const before = told === '' ? [] : told === 'exit' ? ['exit 0'] : ['exit 0', 'exit undefined'];

		it(`uses nothing up: ${PLAYS}, then SIGTERM`, async (t) => {
			const { lines, how } = await play(t, PLAYS, 'SIGTERM');
			assert.deepEqual([lines, how], [[...before, 'begin: signal', 'end'], 'SIGTERM']);
		});

		it(`leaves no orphan: ${PLAYS}, then the parent is killed`, async (t) => {
			const { lines, how } = await play(t, PLAYS, 'lose the parent');
			assert.deepEqual(lines, [...before, 'begin: parent-gone', 'end', 'exit 129']);
			assert.equal(how, 129);
		});

		it(`does not end it at the end of a grace period: ${PLAYS}`, async (t) => {
			const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '60' };
			const { lines, how } = await play(t, PLAYS, 'SIGTERM', variables);
			assert.deepEqual([lines.includes('begin: signal'), how], [true, 'SIGTERM']);
		});
	}
});

describe('listeners that are taken away', { concurrency: 3 }, () => {
	const PLAYS = 'removes the listeners of SIGTERM';

	it('are there again after a tick', async (t) => {
		const { lines, how } = await play(t, PLAYS, 'SIGTERM');
		assert.deepEqual([lines, how], [['begin: signal', 'end'], 'SIGTERM']);
	});

	it('are there again once another hook is added', async (t) => {
		const variables = { ANOTHER: '1', PARENT_WATCHDOG_INTERVAL: '60000', END: 'SIGTERM' };
		const { lines, how } = await play(t, PLAYS, 'nothing', variables);
		assert.deepEqual([lines, how], [['begin: signal', 'end', 'another hook'], 'SIGTERM']);
	});

	// With those that Node itself needs to hear signals, which nothing brings back.
	it('all of them: the end of the parent is heard', async (t) => {
		const { lines, how } = await play(t, 'removes all listeners', 'lose the parent');
		assert.deepEqual([lines, how], [['begin: parent-gone', 'end'], 129]);
	});

	it('all of them: a natural end is heard', async (t) => {
		const variables = { ANOTHER: '1', END: 'natural' };
		const { lines } = await play(t, 'removes all listeners', 'nothing', variables);
		assert.deepEqual(lines, ['begin: exit', 'end', 'another hook']);
	});

	it('stay away where the program has one of its own', async (t) => {
		const variables = { PLAYS: `${PLAYS}, and has one`, ANOTHER: '1' };
		const { tree } = startWatching(t, FIXTURE, variables);
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
	for (const PLAYS of [
		'replaces exit by a function that does nothing',
		'replaces exit by a function that throws',
		'replaces reallyExit',
	]) {
		it(`holds up no end: ${PLAYS}`, async (t) => {
			const { lines, how } = await play(t, PLAYS, 'lose the parent');
			assert.deepEqual(lines.slice(0, 2), ['begin: parent-gone', 'end']);
			assert.equal(how, 129);
			assert.equal((await play(t, PLAYS, 'SIGTERM')).how, 'SIGTERM');
			assert.equal((await play(t, PLAYS, 'nothing', { END: 'shutdown' })).how, 0);
		});
	}

	for (const [PLAYS, code] of [
		['sets the exit code to null', 0],
		['sets the exit code to "3"', 3],
		['sets the exit code to 300', 300 & 255],
		['sets the exit code to -1', 255],
	] as const) {
		it(`${PLAYS}: ${code}`, async (t) => {
			assert.equal((await play(t, PLAYS, 'nothing', { END: 'shutdown' })).how, code);
			const gone = await play(t, PLAYS, 'lose the parent');
			assert.deepEqual([gone.lines.slice(0, 2), gone.how], [['begin: parent-gone', 'end'], 129]);
		});
	}
});
