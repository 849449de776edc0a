/** The one sequence: what starts it, what cuts it short, and with which status the process ends. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createReport, ending, outcomes, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, start } from '../helpers/start.js';

const GRACE = 'PARENT_WATCHDOG_GRACE_PERIOD';

describe('the first reason wins', { concurrency: 2 }, () => {
	it('a signal while it shuts down because the parent is gone', async (t) => {
		const { tree, loseParent } = startWatching(t, fixture('shutdown/waiting-hook'));
		await tree.line(/^ready/);
		await loseParent();
		await tree.line(/^hook started/);
		tree.kill('SIGTERM');
		await tree.line(/^SIGTERM was heard/);
		tree.root.stdin?.end();
		const { lines, code } = await ending(tree);
		assert.deepEqual(lines, [
			'verdict: gone by poll',
			'hook started: parent-gone',
			'SIGTERM was heard',
			'hook ended',
			'exit 129',
		]);
		assert.equal(code, 129);
	});

	it('the parent gone while it shuts down because of a signal', async (t) => {
		const { tree, loseParent } = startWatching(t, fixture('shutdown/waiting-hook'));
		await tree.line(/^ready/);
		tree.kill('SIGTERM');
		await tree.line(/^hook started/);
		await loseParent();
		await tree.line(/^verdict: gone/);
		tree.root.stdin?.end();
		const { lines, code, signal } = await ending(tree);
		assert.deepEqual(lines, [
			'SIGTERM was heard',
			'hook started: signal',
			'verdict: gone by poll',
			'hook ended',
		]);
		assert.deepEqual([code, signal], [null, 'SIGTERM']);
	});
});

describe('the deadline', { concurrency: 2 }, () => {
	it('ends a process whose hook hangs, after the parent is gone', async (t) => {
		const { path, read } = createReport(t);
		const variables = { [GRACE]: '300', PARENT_WATCHDOG_REPORT: path };
		const { tree, loseParent } = startWatching(t, fixture('shutdown/waiting-hook'), variables);
		await tree.line(/^ready/);
		await loseParent();
		const { lines, code, stderr } = await ending(tree);
		assert.deepEqual(lines.slice(1), ['hook started: parent-gone', 'exit 129']);
		assert.deepEqual([code, stderr], [129, '']);
		const [report] = read();
		assert.deepEqual(report && outcomes(report), ['waiting: unfinished']);
		assert.ok(report && report.duration >= 299 && report.duration < 1500, `${report?.duration} ms`);
	});

	it('ends a process whose hook hangs by the signal that it received', async (t) => {
		const variables = { [GRACE]: '300' };
		const tree = start(t, fixture('shutdown/waiting-hook'), variables, { execArgv: PRELOAD });
		await tree.line(/^ready/);
		tree.kill('SIGHUP');
		const { lines, code, signal } = await ending(tree);
		assert.deepEqual(lines, ['SIGHUP was heard', 'hook started: signal']);
		assert.deepEqual([code, signal], [null, 'SIGHUP']);
	});

	for (const [ends, code, signal] of [
		['shutdown', 0, null],
		['natural', 0, null],
		['SIGTERM', null, 'SIGTERM'],
	] as const) {
		it(`of 0 ms leaves all hooks their synchronous part: ${ends}`, async (t) => {
			const ended = await run(t, fixture('shutdown/slow-hooks', { ends }), { [GRACE]: '0' });
			assert.deepEqual(ended.lines, ['first started', 'second started', 'third started']);
			assert.deepEqual([ended.code, ended.signal], [code, signal]);
		});
	}

	it('of 0 ms leaves all hooks their synchronous part when the parent is gone', async (t) => {
		const program = fixture('shutdown/slow-hooks');
		const { tree, loseParent } = startWatching(t, program, { [GRACE]: '0' });
		await tree.line(/^ready/);
		await loseParent();
		const { lines, code } = await ending(tree);
		assert.deepEqual(lines, ['first started', 'second started', 'third started']);
		assert.equal(code, 129);
	});

	it('holds where an exit listener throws', async (t) => {
		const program = fixture('shutdown/exit-listener', { listener: 'throws', when: 'before' });
		const { tree, loseParent } = startWatching(t, program);
		await tree.line(/^ready/);
		await loseParent();
		const { lines, code, stderr } = await ending(tree);
		assert.deepEqual(lines, ['hook: parent-gone', 'own listener: 129']);
		assert.deepEqual([code, stderr], [129, '']);
	});
});

describe('a program with a SIGTERM listener, after the parent is gone', { concurrency: 2 }, () => {
	const LINES = ['hook: parent-gone', 'own SIGTERM listener'];
	for (const [own, code] of [
		['exits', 7],
		['exits without a code', 129],
		['ends naturally', 129],
		['does nothing', 129],
	] as const) {
		it(`gets SIGTERM after the hooks; it ${own}`, async (t) => {
			const { path, read } = createReport(t);
			const variables = { [GRACE]: '500', PARENT_WATCHDOG_REPORT: path };
			const program = fixture('shutdown/own-sigterm', { own });
			const { tree, loseParent } = startWatching(t, program, variables);
			await tree.line(/^ready/);
			await loseParent();
			const ended = await ending(tree);
			assert.deepEqual(ended.lines, [...LINES, `exit ${code}`]);
			assert.deepEqual([ended.code, ended.signal], [code, null]);
			assert.equal(read()[0]?.end, 'SIGTERM handed to the program');
		});
	}

	it('does not get it where only signal-exit listens, which would wait for others', async (t) => {
		const program = fixture('shutdown/signal-listener', { parts: ['hook', 'signal-exit'] });
		const { tree, loseParent } = startWatching(t, program);
		await tree.line(/^ready/);
		await loseParent();
		const { lines, code } = await ending(tree);
		assert.deepEqual(lines, [
			'listeners: 2',
			'hook started: parent-gone',
			'hook ended',
			'exit 129',
			'signal-exit: 129 null',
		]);
		assert.equal(code, 129);
	});
});

describe('shutdown()', { concurrency: 2 }, () => {
	for (const [cause, code, message] of [
		[undefined, 0, 'shutdown() was called'],
		['error', 1, 'shutdown() was called: the cause'],
		['string', 0, 'shutdown() was called: the cause'],
		['object', 0, 'shutdown() was called: {"code":3}'],
		['symbol', 0, 'shutdown() was called: Symbol(the cause)'],
		['bare object', 0, 'shutdown() was called: {}'],
		['null', 0, 'shutdown() was called: null'],
	] as const) {
		it(`exits with ${code} for the cause ${cause}`, async (t) => {
			const { lines, ...ended } = await run(t, fixture('shutdown/shutdown-call', { cause }));
			assert.deepEqual(lines, [
				`hook: shutdown: ${message}`,
				`cause: ${cause ? 'true' : 'none'}`,
				'aborted: true',
				`exit ${code}`,
			]);
			assert.deepEqual(ended, { code, signal: null, stdout: '', stderr: '' });
		});
	}

	it('leaves an exit code that is set', async (t) => {
		const program = fixture('shutdown/shutdown-call', { cause: 'error', exitCode: 9 });
		assert.equal((await run(t, program)).code, 9);
	});

	it('called twice does what it does once', async (t) => {
		const once = await run(t, fixture('shutdown/shutdown-call', { cause: 'error' }));
		const twice = await run(t, fixture('shutdown/shutdown-call', { cause: 'error', calls: 2 }));
		assert.deepEqual(twice, once);
	});
});

describe('shutdownSignal', { concurrency: 2 }, () => {
	for (const listener of ['exits', 'throws', 'shuts down', 'is one of many'] as const) {
		it(`costs no hook its synchronous part where a listener ${listener}`, async (t) => {
			const program = fixture('shutdown/abort-listener', { listener, ends: 'shutdown' });
			const { lines, code, stderr } = await run(t, program);
			assert.deepEqual(lines, ['abort listener', 'hook: shutdown']);
			assert.equal(code, { exits: 4, throws: 1 }[listener as string] ?? 0);
			assert.match(stderr, listener === 'throws' ? /Error: thrown by an abort listener/ : /^$/);
		});
	}
});
