/** Signals: left alone without a hook and where the program decides; else the hooks run, and it dies of them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { type Ending, ending } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { PRELOAD, start, type Variables } from '../helpers/start.js';
import { startTree } from '../helpers/tree.js';

const ON_SIGUSR2 = { parts: ['hook'], signal: 'SIGUSR2' } as const;
const HOOK = ['hook started: signal', 'hook ended'];

/** Sends the signals one after another, each once the program has said that it got the one before. */
async function signalled(
	t: TestContext,
	options: FixtureOptions['shutdown/signal-listener'],
	signals: readonly NodeJS.Signals[],
	variables: Variables = {},
): Promise<Ending> {
	const program = fixture('shutdown/signal-listener', options);
	const tree = start(t, program, variables, { execArgv: PRELOAD });
	await tree.line(/^ready/);
	for (const [index, signal] of signals.entries()) {
		if (index > 0) await tree.line(/^own listener/);
		tree.kill(signal);
	}
	return ending(tree);
}

describe('without a hook signals are left alone', { concurrency: 2 }, () => {
	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
		it(`nobody listens to ${signal}`, async (t) => {
			const ended = await signalled(t, { parts: [], signal }, [signal]);
			assert.deepEqual(ended.lines, ['listeners: 0']);
			assert.equal(ended.signal, signal);
		});
	}

	it("the program's own listener decides", async (t) => {
		const ended = await signalled(t, { parts: ['exiting'] }, ['SIGTERM']);
		assert.deepEqual(ended.lines, ['listeners: 1', 'own listener', 'exit 6']);
		assert.equal(ended.code, 6);
	});
});

describe('with a hook the process dies of the signal, after the hooks', { concurrency: 2 }, () => {
	it('no listener of the exit hears of it, as without us', async (t) => {
		const ended = await signalled(t, { parts: ['hook'] }, ['SIGTERM']);
		assert.deepEqual(ended.lines, ['listeners: 1', ...HOOK]);
		assert.deepEqual([ended.code, ended.signal], [null, 'SIGTERM']);
	});

	it('a signal that the options name', async (t) => {
		const variables = { PARENT_WATCHDOG_SIGNALS: 'SIGUSR2' };
		const ended = await signalled(t, ON_SIGUSR2, ['SIGUSR2'], variables);
		assert.deepEqual(ended.lines, ['listeners: 1', ...HOOK]);
		assert.equal(ended.signal, 'SIGUSR2');
	});

	for (const [how, under] of Object.entries({
		'npm run': { npm_lifecycle_script: 'nodemon --exec node server.js' },
		'a shell': { _: '/usr/local/bin/nodemon' },
	})) {
		it(`SIGUSR2 under nodemon, by ${how}, which restarts a program by it`, async (t) => {
			const ended = await signalled(t, ON_SIGUSR2, ['SIGUSR2'], under);
			assert.deepEqual(ended.lines, ['listeners: 1', ...HOOK]);
			assert.equal(ended.signal, 'SIGUSR2');
		});
	}

	it('not SIGUSR2 under nodemon where the options name others', async (t) => {
		const under = { npm_lifecycle_script: 'nodemon server.js' };
		const variables = { PARENT_WATCHDOG_SIGNALS: 'SIGTERM', ...under };
		const ended = await signalled(t, ON_SIGUSR2, ['SIGUSR2'], variables);
		assert.deepEqual(ended.lines, ['listeners: 0']);
	});

	it('not a signal that the options do not name', async (t) => {
		const variables = { PARENT_WATCHDOG_SIGNALS: 'SIGUSR2' };
		const ended = await signalled(t, { parts: ['hook'] }, ['SIGTERM'], variables);
		assert.deepEqual(ended.lines, ['listeners: 0']);
		assert.equal(ended.signal, 'SIGTERM');
	});

	it('a signal whose default action ends nobody: the exit status says it', async (t) => {
		const options = { parts: ['hook'], signal: 'SIGWINCH' } as const;
		const variables = { PARENT_WATCHDOG_SIGNALS: 'SIGWINCH' };
		const ended = await signalled(t, options, ['SIGWINCH'], variables);
		assert.deepEqual(ended.lines, ['listeners: 1', ...HOOK, 'exit 156']);
		assert.equal(ended.code, 156);
	});

	it('pid 1 of a container, which the kernel spares: the exit status says it', {
		skip: withoutUnshare,
	}, async (t) => {
		const options = { parts: ['hook'], ends: 'SIGTERM', nested: true } as const;
		const program = fixture('shutdown/signal-listener', options);
		const tree = start(t, program, {}, { prefix: AS_PID_1, execArgv: PRELOAD });
		const ended = await ending(tree);
		assert.deepEqual(ended.lines, ['listeners: 1', ...HOOK, 'exit 143']);
		assert.equal(ended.code, 143);
	});

	const hasTerminal = spawnSync('script', ['--version']).status === 0;
	it('a terminal is not left in raw mode', {
		skip: hasTerminal ? false : 'there is no script(1) to make a terminal',
	}, async (t) => {
		for (const hasHook of [false, true]) {
			const { path, variables } = fixture('shutdown/raw-terminal', { hasHook });
			const command = `'${process.execPath}' '${path}'; stty -a`;
			const tree = startTree(t, ['script', '-qec', command, '/dev/null'], {
				stdin: 'pipe',
				env: { ...process.env, ...variables },
			});
			assert.match((await ending(tree)).stdout, / icanon/);
		}
	});
});

it('a signal that has arrived is not lost when the settings change', async (t) => {
	const tree = start(t, fixture('shutdown/changed-signals'), {}, { execArgv: PRELOAD });
	const ended = await ending(tree);
	assert.deepEqual(ended.lines, ['hook: signal']);
	assert.equal(ended.signal, 'SIGTERM');
});

describe('the program decides where it listens itself', { concurrency: 2 }, () => {
	for (const parts of [
		['hook', 'exiting'],
		['exiting', 'hook'],
	] as const) {
		it(`it exits by itself, and the hooks run then (${parts.join(' ')})`, async (t) => {
			const ended = await signalled(t, { parts }, ['SIGTERM']);
			assert.deepEqual(ended.lines, [
				'listeners: 2',
				'own listener',
				'hook started: exit',
				'exit 6',
			]);
			assert.deepEqual([ended.code, ended.signal], [6, null]);
		});
	}

	for (const parts of [
		['hook', 'on'],
		['on', 'hook'],
	] as const) {
		it(`it lives on if it does nothing (${parts.join(' ')})`, async (t) => {
			const ended = await signalled(t, { parts }, ['SIGTERM', 'SIGHUP']);
			assert.deepEqual(ended.lines, ['listeners: 2', 'own listener', ...HOOK]);
			assert.equal(ended.signal, 'SIGHUP');
		});
	}

	for (const parts of [
		['hook', 'once'],
		['once', 'hook'],
	] as const) {
		it(`about the first one, if it listens once (${parts.join(' ')})`, async (t) => {
			const ended = await signalled(t, { parts }, ['SIGTERM', 'SIGTERM']);
			assert.deepEqual(ended.lines, ['listeners: 2', 'own listener, once', ...HOOK]);
			assert.equal(ended.signal, 'SIGTERM');
		});
	}
});

describe('with signal-exit, which waits for us as we wait for it', { concurrency: 2 }, () => {
	for (const parts of [
		['hook', 'signal-exit'],
		['signal-exit', 'hook'],
	] as const) {
		it(`the hooks run, and the process dies of the signal (${parts.join(' ')})`, async (t) => {
			const ended = await signalled(t, { parts }, ['SIGTERM']);
			assert.deepEqual(ended.lines, ['listeners: 2', ...HOOK, 'signal-exit: null SIGTERM']);
			assert.equal(ended.signal, 'SIGTERM');
		});
	}

	for (const parts of [
		['hook', 'signal-exit', 'exiting'],
		['exiting', 'signal-exit', 'hook'],
	] as const) {
		it(`the program decides where it listens as well (${parts.join(' ')})`, async (t) => {
			const { lines, code } = await signalled(t, { parts }, ['SIGTERM']);
			assert.deepEqual(lines.slice(0, 2), ['listeners: 3', 'own listener']);
			assert.deepEqual(lines.slice(2).sort(), [
				'exit 6',
				'hook started: exit',
				'signal-exit: 6 null',
			]);
			assert.equal(code, 6);
		});
	}

	it('the program decides about a signal that signal-exit leaves alone', async (t) => {
		const options = { parts: ['hook', 'signal-exit', 'on'], signal: 'SIGWINCH' } as const;
		const variables = { PARENT_WATCHDOG_SIGNALS: 'SIGWINCH,SIGTERM' };
		const ended = await signalled(t, options, ['SIGWINCH', 'SIGTERM'], variables);
		const last = 'signal-exit: null SIGTERM';
		assert.deepEqual(ended.lines, ['listeners: 2', 'own listener', ...HOOK, last]);
	});
});
