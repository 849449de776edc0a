/** The story of a decision: NODE_DEBUG lines and diagnostics channels. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ending, run, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { assertRounded } from '../helpers/rounded.js';
import { PRELOAD, start } from '../helpers/start.js';

describe('NODE_DEBUG=parent-watchdog tells the story', { concurrency: 2 }, () => {
	const NODE_DEBUG = 'parent-watchdog';

	/** Checks that the phrases are there, in this order. */
	function checkStory(stderr: string, phrases: readonly (string | RegExp)[]): void {
		const lines = stderr.split('\n');
		for (const phrase of phrases) {
			const index = lines.findIndex((line) =>
				typeof phrase === 'string' ? line.endsWith(`: ${phrase}`) : phrase.test(line),
			);
			assert.notEqual(index, -1, `${phrase} is not in, or not in this order in:\n${stderr}`);
			lines.splice(0, index + 1);
		}
	}

	it('of a parent that is gone', async (t) => {
		const program = fixture('shutdown/odd-hook', { hook: 'throws' });
		const { tree, parentPid, loseParent } = startWatching(t, program, { NODE_DEBUG });
		await tree.line(/^ready/);
		await loseParent();
		const { code, stderr } = await ending(tree);
		assert.equal(code, 129);
		checkStory(stderr, [
			`watching: pid ${parentPid}, every 20 ms`,
			new RegExp(`: poll: the parent \\(pid ${parentPid}\\) is gone, after \\d+\\.\\d ms$`),
			`shutdown: the parent (pid ${parentPid}) is gone, detected by poll; 3 hooks, 5000 ms`,
			/: hook first: done after \d+\.\d ms/,
			/: hook odd: failed after \d+\.\d ms Error: thrown by a hook$/,
			/: hook last: done after \d+\.\d ms/,
			'end: exit 129',
		]);
	});

	it('of signals, a second reason and a hook that takes too long', async (t) => {
		const program = fixture('shutdown/odd-hook', { hook: 'hangs', timeout: 30, ends: 'SIGTERM' });
		const { stderr } = await run(t, program, { NODE_DEBUG });
		checkStory(stderr, [
			'received SIGTERM; the program does not listen',
			'shutdown: received SIGTERM; 3 hooks, 5000 ms',
			'hook odd is past its time; the next one begins',
			/: hook odd: timed-out after \d+\.\d ms/,
			/: hook last: done after/,
			'end: SIGTERM',
		]);
		const again = fixture('shutdown/odd-hook', { hook: 'calls shutdown', ends: 'SIGTERM' });
		checkStory((await run(t, again, { NODE_DEBUG })).stderr, [
			'shutdown() is called by a hook: the shutdown has started already',
		]);
	});

	it('of a deadline', async (t) => {
		const program = fixture('shutdown/odd-hook', { hook: 'hangs', ends: 'shutdown' });
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '200', NODE_DEBUG };
		const { stderr } = await run(t, program, variables);
		checkStory(stderr, ['the grace period is over', /: hook odd: unfinished after \d+\.\d ms/]);
	});

	it('of a report that cannot be written', async (t) => {
		const variables = { PARENT_WATCHDOG_REPORT: '/', NODE_DEBUG };
		const { stderr } = await run(t, fixture('shutdown/no-hook', { ends: 'exit' }), variables);
		checkStory(stderr, [/: no report: EISDIR/]);
	});

	it('and nothing without it', async (t) => {
		const program = fixture('shutdown/odd-hook', { hook: 'throws' });
		const { tree, loseParent } = startWatching(t, program);
		await tree.line(/^ready/);
		await loseParent();
		assert.equal((await ending(tree)).stderr, '');
	});
});

describe('diagnostics channels', { concurrency: 2 }, () => {
	interface Message {
		[name: string]: unknown;
		channel: string;
	}
	const messagesIn = (lines: readonly string[]): Message[] =>
		lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));

	/** Replaces what differs from run to run by its type, after having looked at it. */
	function settle({ ...message }: Message): Message {
		for (const name of ['time', 'suspectedAt', 'decidedAt', 'deadline', 'ms']) {
			if (!(name in message)) continue;
			const value = Number(message[name]);
			const isTime = name !== 'ms';
			assert.ok(isTime ? Math.abs(value - Date.now()) < 60_000 : value >= 0 && value < 5000, name);
			if (!isTime) assertRounded(value);
			message[name] = typeof message[name];
		}
		return message;
	}

	const HOOKS = [
		{ channel: 'hook', name: 'first', priority: 1, outcome: 'done', ms: 'number' },
		{
			channel: 'hook',
			name: 'odd',
			priority: 0,
			outcome: 'failed',
			ms: 'number',
			error: 'Error: thrown by a hook',
		},
		{ channel: 'hook', name: 'last', priority: -1, outcome: 'done', ms: 'number' },
	];

	it('publish all that happens when the parent is gone', async (t) => {
		const program = fixture('subscribing', { hook: 'throws', watch: { interval: 30 } });
		const { tree, parentPid, loseParent } = startWatching(t, program);
		await tree.line(/^ready/);
		await loseParent();
		const { lines } = await ending(tree);
		const reason = `AbortError: the parent (pid ${parentPid}) is gone, detected by poll`;
		assert.deepEqual(messagesIn(lines).map(settle), [
			{ channel: 'watch', state: 'watching', pids: [parentPid], interval: 30 },
			{
				channel: 'verdict',
				verdict: 'gone',
				parentPid,
				source: 'poll',
				suspectedAt: 'number',
				decidedAt: 'number',
			},
			{ channel: 'shutdown', reason, hooks: 3, deadline: 'number' },
			...HOOKS,
			{ channel: 'end', reason, how: 'exit 129' },
		]);
	});

	it('publish a suspicion, and that the parent lives', async (t) => {
		const child = fixture('subscribing', { hook: 'throws', disconnects: true });
		const tree = start(t, fixture('parent', { how: 'fork', child, execArgv: PRELOAD }));
		await tree.line(/"channel":"verdict"/);
		tree.kill('SIGKILL');
		const [suspicion, verdict, ...others] = messagesIn(await tree.end()).map(settle);
		assert.deepEqual(suspicion, {
			channel: 'suspicion',
			source: 'ipc',
			time: 'number',
			burst: 500,
		});
		assert.deepEqual(verdict, {
			channel: 'verdict',
			verdict: 'alive',
			parentPid: tree.root.pid,
			source: 'ipc',
			suspectedAt: 'number',
			decidedAt: 'number',
		});
		assert.equal(others[0]?.verdict, 'gone');
	});

	it('publish what happens at a signal', async (t) => {
		const { lines } = await run(t, fixture('subscribing', { hook: 'throws', ends: 'SIGTERM' }));
		const reason = 'AbortError: received SIGTERM';
		assert.deepEqual(messagesIn(lines).map(settle), [
			{ channel: 'shutdown', reason, hooks: 3, deadline: 'number' },
			...HOOKS,
			{ channel: 'end', reason, how: 'SIGTERM' },
		]);
	});

	it('publish the end of a program without hooks whose watch was stopped', async (t) => {
		const program = fixture('subscribing', { watch: {}, stops: true, ends: 'shutdown' });
		const { lines } = await run(t, program);
		const reason = 'AbortError: shutdown() was called';
		assert.deepEqual(messagesIn(lines).map(settle), [
			{ channel: 'watch', state: 'watching', pids: [process.pid], interval: 1000 },
			{ channel: 'shutdown', reason, hooks: 0, deadline: 'number' },
			{ channel: 'end', reason, how: 'exit 0' },
		]);
	});

	it('are not even loaded where nobody subscribes', async (t) => {
		// Where stdout or stderr is a pipe, node:net loads them.
		const prefix = ['sh', '-c', 'exec "$@" >/dev/null 2>&1', 'sh'];
		const { tree, loseParent } = startWatching(t, fixture('module-list'), {}, { prefix });
		await tree.line(/^ready/);
		await loseParent();
		assert.deepEqual((await ending(tree)).lines, ['loaded: false']);
	});

	it('a subscriber that throws costs no hook its turn', async (t) => {
		const options = { hook: 'calls shutdown', throws: true, ends: 'shutdown' } as const;
		const { lines, code, stderr } = await run(t, fixture('subscribing', options));
		const names = ['first', 'it calls shutdown', 'last'];
		assert.deepEqual(
			lines.filter((line) => names.includes(line)),
			names,
		);
		assert.equal(code, 1);
		assert.match(stderr, /Error: thrown by a subscriber/);
	});
});
