/** Errors that nobody catches: while a shutdown runs, while the parent's end is suspected, and with `uncaught`. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import type { Failure } from '../fixtures/shutdown/failing-meanwhile.js';
import type { ShutdownFixtures } from '../fixtures/shutdown/options.js';
import { createReport, type Ending, ending, startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, start, type Variables } from '../helpers/start.js';

type Options = ShutdownFixtures['shutdown/failing-meanwhile'];

const NO_LISTENERS = 'listeners: 0,0,0';

/** Starts it, ends it by a signal where one is given, and returns how it ended, with its report. */
async function fail(
	t: TestContext,
	options: Options,
	signal?: NodeJS.Signals,
	variables: Variables = {},
) {
	const { path, read } = createReport(t);
	const all = { PARENT_WATCHDOG_REPORT: path, ...variables };
	const program = fixture('shutdown/failing-meanwhile', options);
	const tree = start(t, program, all, { execArgv: PRELOAD });
	await tree.line(/^ready/);
	if (signal) tree.kill(signal);
	const ended: Ending = await ending(tree);
	return { ...ended, report: read()[0] };
}

function startUnderParent(
	t: TestContext,
	options: Options,
	parent: Pick<FixtureOptions['parent'], 'how' | 'serves'>,
	variables: Variables,
) {
	const child = fixture('shutdown/failing-meanwhile', options);
	return start(t, fixture('parent', { child, execArgv: PRELOAD, ...parent }), variables);
}

describe('an error that the shutdown causes lets the hooks finish', { concurrency: 3 }, () => {
	const ways: Partial<Record<Failure, RegExp>> = {
		'an aborted delay that nobody awaits': /AbortError: .*[\s\S]*\[cause\]: .*received SIGTERM/,
		'a listener of the signal':
			/Error: failed on purpose\n +at [\s\S]*\[cause\]: TypeError: its cause/,
		'a hook, later': /Error: failed on purpose/,
		'a hook, as a rejection': /undefined/,
		'two errors': /Error: failed on purpose[\s\S]*Error: failed on purpose/,
		'the first line': /Error: failed on purpose/,
	};
	for (const fails of Object.keys(ways) as Failure[]) {
		it(fails, async (t) => {
			const text = ways[fails] as RegExp;
			const { lines, code, signal, stderr, report } = await fail(t, { fails }, 'SIGTERM');
			assert.deepEqual(lines, [NO_LISTENERS, 'begin: signal', 'end', 'exit 1']);
			assert.deepEqual([code, signal], [1, null]);
			assert.match(stderr, /^parent-watchdog: uncaught, so this process ends:\n/);
			assert.match(stderr, text);
			assert.match(report?.errors?.join('\n') ?? '', text);
			assert.equal(report?.end, 'exit 1');
		});
	}

	for (const [ends, type] of [
		['shutdown', 'shutdown'],
		['natural', 'exit 0'],
	] as const) {
		it(`at the end by ${ends}`, async (t) => {
			const { lines, code } = await fail(t, { fails: 'a hook, later', ends });
			assert.deepEqual(lines, [NO_LISTENERS, `begin: ${type}`, 'end', 'exit 1']);
			assert.equal(code, 1);
		});
	}

	it('after the parent is gone, when stderr has no reader', async (t) => {
		const { path, read } = createReport(t);
		const program = fixture('shutdown/failing-meanwhile', { fails: 'a hook, later' });
		const variables = { PARENT_WATCHDOG_REPORT: path };
		const { tree, loseParent } = startWatching(t, program, variables);
		await tree.line(/^ready/);
		await loseParent();
		const { lines, code, stderr } = await ending(tree);
		assert.deepEqual(lines.slice(1), [
			'verdict: gone by poll',
			'begin: parent-gone 129',
			'end',
			'exit 1',
		]);
		assert.deepEqual([code, stderr], [1, '']);
		assert.match(read()[0]?.errors?.[0] ?? '', /failed on purpose/);
	});

	it('at the deadline, too', async (t) => {
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '50' };
		const { code, signal } = await fail(t, { fails: 'a hook, later' }, 'SIGTERM', variables);
		assert.deepEqual([code, signal], [1, null]);
	});

	it("an 'exit' listener of the program has the last word about the status", async (t) => {
		const options = { fails: 'a hook, later', own: 'sets the exit code to 9' } as const;
		assert.equal((await fail(t, options, 'SIGTERM')).code, 9);
	});
});

describe('where the program handles such errors, nothing of ours happens', {
	concurrency: 3,
}, () => {
	for (const [own, fails, message, listeners] of [
		['uncaughtException', 'a hook, later', 'failed on purpose', '1,0,0'],
		['capture callback', 'a hook, later', 'failed on purpose', '0,0,0'],
		['unhandledRejection', 'a hook, as a rejection', 'undefined', '0,0,1'],
	] as const) {
		it(`by ${own}`, async (t) => {
			const { lines, signal, stderr, report } = await fail(t, { fails, own }, 'SIGTERM');
			assert.deepEqual(lines, [
				`listeners: ${listeners}`,
				'begin: signal',
				`own handler: ${message}`,
				'end',
			]);
			assert.deepEqual([signal, stderr, report?.errors], ['SIGTERM', '', undefined]);
		});
	}

	it('and exits', async (t) => {
		const { lines, code } = await fail(
			t,
			{ fails: 'a hook, later', own: 'exits with 7' },
			'SIGTERM',
		);
		assert.deepEqual([lines.at(-1), code], ['exit 7', 7]);
	});
});

describe("an error while the parent's end is suspected", { concurrency: 2 }, () => {
	it('waits for the verdict, and the hooks run where it is gone', async (t) => {
		// On a busy machine the poll may see it first.
		const PARENT_WATCHDOG_INTERVAL = '20000';
		const tree = startUnderParent(
			t,
			{ fails: 'a listener of the channel' },
			{ how: 'fork' },
			{ PARENT_WATCHDOG_INTERVAL },
		);
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		const lines = (await tree.end()).filter((line) => !line.startsWith('ready'));
		assert.deepEqual(lines, [
			NO_LISTENERS,
			'verdict: gone by ipc',
			'begin: parent-gone 129',
			'end',
			'exit 1',
		]);
	});

	for (const uncaught of ['false', 'true']) {
		it(`goes on as ever where it has only disconnected; uncaught: ${uncaught}`, async (t) => {
			const tree = startUnderParent(
				t,
				{ fails: 'a listener of the channel', disconnects: true },
				{ how: 'fork' },
				{ PARENT_WATCHDOG_UNCAUGHT: uncaught },
			);
			await tree.line(/^exit 1/);
			tree.kill('SIGKILL');
			const lines = (await tree.end()).filter((line) => !line.startsWith('ready'));
			const rest = uncaught === 'true' ? ['end', 'exit 1'] : ['exit 1'];
			assert.deepEqual(lines.slice(1), ['verdict: alive by ipc', 'begin: exit 1', ...rest]);
		});
	}
});

describe('a connection that the parent had', { concurrency: 2 }, () => {
	const startChild = (t: TestContext, fails: Failure, serves: 'reads nothing' | 'and drops') => {
		// The poll does not see it first.
		const rarely = { PARENT_WATCHDOG_INTERVAL: '20000' };
		const variables = { PARENT_WATCHDOG_UNCAUGHT: '1', ...rarely };
		return startUnderParent(t, { fails }, { how: 'spawn', serves }, variables);
	};
	const story = (lines: readonly string[]) =>
		lines.filter((line) => !/^(ready|connected|listeners)/.test(line));

	for (const fails of ['a connection to the parent', 'a request to the parent'] as const) {
		it(`tells of its end, with the option uncaught: ${fails}`, async (t) => {
			const tree = startChild(t, fails, 'reads nothing');
			await tree.line(/^connected/);
			tree.kill('SIGKILL');
			assert.deepEqual(story(await tree.end()), [
				'verdict: gone by epipe',
				'begin: parent-gone 129',
				'end',
				'exit 1',
			]);
		});
	}

	it('says nothing of its end while it lives: with the option, the program ends as ever', async (t) => {
		const tree = startChild(t, 'a connection to the parent', 'and drops');
		await tree.line(/^exit 1/);
		tree.kill('SIGKILL');
		const expected = ['verdict: alive by epipe', 'begin: exit 1', 'end', 'exit 1'];
		assert.deepEqual(story(await tree.end()), expected);
	});

	it('fails after its end was seen: the hooks run without the option, too', async (t) => {
		// The kernel closes both in an order of its own; the other end here is ours, and we choose the moment.
		const server = createServer();
		t.after(() => server.close());
		await once(server.listen(0, '127.0.0.1'), 'listening');
		const PORT = String((server.address() as AddressInfo).port);
		const accepted = once(server, 'connection') as Promise<[Socket]>;
		const options = { fails: 'a connection to the parent', hookTakes: 2000 } as const;
		const tree = startUnderParent(t, options, { how: 'fork' }, { PORT });
		await tree.line(/^connected/);
		const [socket] = await accepted;
		tree.kill('SIGKILL');
		await tree.line(/^begin/);
		socket.resetAndDestroy();
		const expected = ['verdict: gone by ipc', 'begin: parent-gone 129', 'end', 'exit 1'];
		assert.deepEqual(story(await tree.end()), expected);
	});
});

describe('an uncaught error of a healthy program', { concurrency: 3 }, () => {
	for (const fails of ['a timer', 'a rejection'] as const) {
		it(`ends it as ever, with the synchronous part of the hooks: ${fails}`, async (t) => {
			const { lines, code, stderr } = await fail(t, { fails });
			assert.deepEqual(lines, [NO_LISTENERS, 'begin: exit 1', 'exit 1']);
			assert.equal(code, 1);
			assert.match(stderr, /failed on purpose[\s\S]*Node\.js v/);
		});

		it(`with the option uncaught all of them run, and it ends as ever: ${fails}`, async (t) => {
			const variables = { PARENT_WATCHDOG_UNCAUGHT: '1' };
			const { lines, code, stderr, report } = await fail(t, { fails }, undefined, variables);
			assert.deepEqual(lines, ['listeners: 0,1,0', 'begin: exit 1', 'end', 'exit 1']);
			assert.equal(code, 1);
			assert.match(stderr, /Error: failed on purpose\n +at /);
			assert.equal(stderr.match(/failed on purpose/g)?.length, 1);
			assert.equal(report?.reason.type, 'exit');
			assert.equal(report?.errors?.length, 1);
		});
	}

	it('is handled by the program where it does that, with the option as well', async (t) => {
		const options = { fails: 'a timer', own: 'uncaughtException' } as const;
		const program = fixture('shutdown/failing-meanwhile', options);
		const variables = { PARENT_WATCHDOG_UNCAUGHT: '1' };
		const tree = start(t, program, variables, { execArgv: PRELOAD });
		await tree.line(/^own handler: failed on purpose/);
		tree.kill('SIGTERM');
		const { lines, signal } = await ending(tree);
		assert.deepEqual(lines.slice(-2), ['begin: signal', 'end']);
		assert.equal(signal, 'SIGTERM');
	});
});
