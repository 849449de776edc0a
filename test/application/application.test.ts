/** The application template: in which order it does what, and how it ends. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type ApplicationOptions, type Main, runApplication } from 'parent-watchdog/supervisor';
import type { FixtureOptions } from '../fixtures/options.js';
import { createReport } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';
import { createSupervisor, forkFixture, inTime } from '../helpers/supervised.js';
import type { Tree } from '../helpers/tree.js';

const NAME = 'supervision/application';
const BEATS = { options: { heartbeat: 20 }, onHeartbeat: 'counts' } as const;

type Options = FixtureOptions[typeof NAME];

/** An application that has children, an executor and hooks; resolves once all of it is there. */
async function startFull(
	t: TestContext,
	main: Options['main'],
	more: Partial<Options> = {},
): Promise<Tree> {
	const tree = start(t, fixture(NAME, { main, full: true, ...more }));
	for (const line of [/^ready/, /^child pid/, /^child 2/]) await tree.line(line);
	return tree;
}

/** What it has recorded once it is gone, but for what it did before and in `main`. */
async function story(tree: Tree): Promise<string[]> {
	return withoutChildren(await tree.end()).filter((line) => !/^(setup|main)$/.test(line));
}

/** They live and end at the same time as it does. */
function withoutChildren(lines: readonly string[]): string[] {
	return lines.filter((line) => !/^(ready|child |told$|sh |saying)/.test(line));
}

describe('the exit code', { concurrency: 2 }, () => {
	interface Case {
		code: number;
		/** What onError is told; without that, what is on stderr. */
		onError?: string;
		stderr?: RegExp;
	}
	const expected = 'what main returns must be an exit code, an integer, or nothing';
	const cases: Partial<Record<Options['main'], Case>> = {
		'returns 256 + 7': { code: 7 },
		'returns nothing': { code: 0 },
		'sets process.exitCode': { code: 9 },
		'listens to the signal many times': { code: 0 },
		'returns text': { code: 1, onError: `${expected}, but is "done"` },
		'returns 1.5': { code: 1, stderr: /^TypeError: what main returns must be .* but is 1\.5\n/ },
		throws: { code: 1, stderr: /^Error: thrown on purpose\n +at / },
		'rejects with undefined': { code: 1, stderr: /^undefined\n$/ },
		'throws an AbortError of its own': { code: 1, onError: 'The operation was aborted' },
	};
	for (const [name, { code, onError, stderr = /^$/ }] of Object.entries(cases)) {
		it(`is ${code} where main ${name}`, async (t) => {
			const main = name as Options['main'];
			const tree = start(t, fixture(NAME, onError ? { main, onError: 'tells' } : { main }));
			assert.deepEqual(await story(tree), [
				...(onError ? [`onError: ${onError}`] : []),
				`resolved: ${code}, process.exitCode ${code}, 0 children`,
				`exit ${code}`,
			]);
			assert.deepEqual(await tree.exit(), { code, signal: null });
			assert.match(tree.output.stderr, stderr);
		});
	}

	it('is 1 where setup throws, and main is not called', async (t) => {
		const tree = start(t, fixture(NAME, { main: 'returns nothing', setupThrows: true }));
		const lines = await tree.end();
		assert.deepEqual(lines.slice(0, 2), ['setup', 'resolved: 1, process.exitCode 1, 0 children']);
		assert.match(tree.output.stderr, /thrown by setup/);
	});

	it('is 1 where onError throws, which is told too', async (t) => {
		const tree = await startFull(t, 'throws', { onError: 'throws' });
		const lines = await story(tree);
		assert.ok(lines.includes('last hook: 0 children'), lines.join('\n'));
		assert.ok(lines.includes('resolved: 1, process.exitCode 1, 0 children'), lines.join('\n'));
		assert.match(tree.output.stderr, /thrown by onError/);
	});
});

describe('an application that ends by itself', { concurrency: 2 }, () => {
	it('has nothing left by then', async (t) => {
		const tree = start(t, fixture(NAME, { main: 'waits for three beats', full: true, ...BEATS }));
		const lines = await tree.end();
		assert.deepEqual(withoutChildren(lines), [
			'setup',
			'main',
			'hook: exit, 2 children',
			'executor closed',
			'last hook: 0 children',
			'resolved: 0, process.exitCode 0, 0 children',
			'exit 0',
		]);
		const last = lines.indexOf('last hook: 0 children');
		for (const name of ['sh', 'saying.js']) {
			const ended = lines.indexOf(`${name} has ended`);
			assert.ok(ended > lines.indexOf('executor closed') && ended < last, lines.join('\n'));
		}
		assert.equal(tree.output.stderr, '');
	});

	it('by process.exit() within main has its hooks run, and leaves no children', async (t) => {
		const tree = start(t, fixture(NAME, { main: 'exits with 5', full: true }));
		const lines = await tree.end();
		assert.ok(lines.includes('hook: exit, 2 children'), lines.join('\n'));
		assert.ok(!lines.some((line) => line.startsWith('resolved')), lines.join('\n'));
		assert.deepEqual(await tree.exit(), { code: 5, signal: null });
	});

	it('does not hang where main waits for nothing, and its hooks run', async (t) => {
		const tree = start(t, fixture(NAME, { main: 'waits for nothing' }));
		assert.deepEqual(await story(tree), ['exit 0']);
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
	});
});

describe('an application that gets a signal', { concurrency: 2 }, () => {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		it(`${signal} ends in order, by that signal`, async (t) => {
			const tree = await startFull(t, 'ends after the signal');
			tree.kill(signal);
			const lines = await story(tree);
			assert.deepEqual(lines, [
				'aborted: signal',
				'main ends',
				'hook: signal, 2 children',
				'executor closed',
				'last hook: 0 children',
			]);
			assert.deepEqual(await tree.exit(), { code: null, signal });
		});
	}

	it('takes what it has aborted itself for no failure', async (t) => {
		const tree = await startFull(t, 'is aborted', { onError: 'tells' });
		tree.kill('SIGTERM');
		const lines = await story(tree);
		assert.ok(!lines.some((line) => line.startsWith('onError')), lines.join('\n'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
		assert.equal(tree.output.stderr, '');
	});

	it('tells what else fails then', async (t) => {
		const tree = await startFull(t, 'fails after the signal', { onError: 'tells' });
		tree.kill('SIGTERM');
		assert.ok((await story(tree)).includes('onError: failed after the signal'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
	});

	it('does not wait for main for ever', async (t) => {
		const options = { gracePeriod: 2000 };
		const tree = await startFull(t, 'never returns', { options });
		tree.kill('SIGTERM');
		const lines = await story(tree);
		assert.ok(lines.includes('hook: signal, 2 children'), lines.join('\n'));
		assert.ok(lines.includes('last hook: 0 children'), lines.join('\n'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
		assert.match(tree.output.stderr, /main/);
	});

	for (const [uncaught, hook] of [
		['', 'hook: exit, 2 children'],
		['0', 'hook: exit, 2 children'],
	] as const) {
		it(`an uncaught error; PARENT_WATCHDOG_UNCAUGHT=${uncaught}`, async (t) => {
			const variables = uncaught ? { PARENT_WATCHDOG_UNCAUGHT: uncaught } : {};
			const tree = start(t, fixture(NAME, { main: 'fails in a timer', full: true }), variables);
			const lines = await story(tree);
			assert.ok(lines.includes(hook), lines.join('\n'));
			assert.equal(lines.includes('last hook: 0 children'), uncaught === '');
			assert.deepEqual(await tree.exit(), { code: 1, signal: null });
			assert.match(tree.output.stderr, /failed in a timer/);
		});
	}

	it('twice at once ends in order', async (t) => {
		const tree = await startFull(t, 'ends after the signal');
		tree.kill('SIGINT');
		await tree.line(/^aborted/);
		tree.kill('SIGINT');
		tree.kill('SIGTERM');
		const lines = await story(tree);
		assert.deepEqual(lines.slice(1, 3), ['main ends', 'hook: signal, 2 children']);
		assert.equal(lines.at(-1), 'last hook: 0 children');
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGINT' });
	});

	it('twice, the second time in impatience, ends at once, and nobody is left', async (t) => {
		const options = { gracePeriod: 600_000 };
		const tree = await startFull(t, 'never returns', { options });
		tree.kill('SIGINT');
		await tree.line(/^aborted/);
		// Half a second after the first one it is a person's impatience.
		await delay(1000);
		tree.kill('SIGINT');
		const lines = await story(tree);
		assert.ok(!lines.some((line) => /hook/.test(line)), lines.join('\n'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGINT' });
	});
});

describe('an application that is told otherwise to end', { concurrency: 2 }, () => {
	it('by its supervisor returns its exit code', async (t) => {
		const supervisor = createSupervisor(t);
		const application = fixture(NAME, { main: 'ends after the signal', full: true });
		const tree = forkFixture(t, supervisor, application);
		for (const line of [/^ready/, /^child pid/, /^child 2/]) await tree.line(line);
		const { children } = await inTime(supervisor.stop({ event: 600_000 }));
		assert.deepEqual([children[0]?.endedBy, children[0]?.exitCode], ['event', 4]);
		const lines = await story(tree);
		assert.deepEqual(lines, [
			'aborted: AbortError',
			'main ends',
			'hook: exit, 2 children',
			'executor closed',
			'last hook: 0 children',
			'resolved: 4, process.exitCode 4, 0 children',
			'exit 4',
		]);
	});

	it('by its parent being gone ends in order', async (t) => {
		const { path, variables } = fixture(NAME, { main: 'ends after the signal', full: true });
		const command = [process.execPath, path];
		const tree = start(t, fixture('starting-parent', { command }), variables);
		for (const line of [/^ready/, /^child pid/, /^child 2/]) await tree.line(line);
		tree.kill('SIGKILL');
		const lines = await story(tree);
		assert.deepEqual(lines, [
			'aborted: parent-gone',
			'main ends',
			'hook: parent-gone, 2 children',
			'executor closed',
			'last hook: 0 children',
			'exit 129',
		]);
	});
});

describe('the heartbeat of an application', { concurrency: 2 }, () => {
	it('goes on where one throws', async (t) => {
		const options = { ...BEATS, main: 'waits for three beats', onHeartbeat: 'throws' } as const;
		const tree = start(t, fixture(NAME, options), { NODE_DEBUG: 'parent-watchdog' });
		assert.ok((await story(tree)).includes('exit 0'));
		assert.match(tree.output.stderr, /heartbeat: Error: no heart/);
	});

	it('does not overlap with the one before', async (t) => {
		const options = { ...BEATS, main: 'waits for three beats', onHeartbeat: 'is slow' } as const;
		const tree = start(t, fixture(NAME, options));
		const lines = (await story(tree)).filter((line) => line.startsWith('beat'));
		const beats = [1, 2].flatMap((beat) => [`beat ${beat} begins`, `beat ${beat} ends`]);
		assert.deepEqual(lines.slice(0, 5), [...beats, 'beat 3 begins']);
	});

	it('keeps nothing alive', async (t) => {
		const tree = start(t, fixture(NAME, { main: 'waits for nothing', ...BEATS }));
		assert.deepEqual(await story(tree), ['exit 0']);
	});
});

describe('what an application leaves open', { concurrency: 2 }, () => {
	it('is told as a warning, by NODE_DEBUG and in the report, and ends with the grace period', async (t) => {
		const { lines, stderr, resources } = await runToEnd(t, 'leaves a server open');
		assert.equal(lines.at(-1), 'exit 0');
		assert.match(stderr, /application: open at the end: TCPServerWrap\n/);
		assert.match(
			stderr,
			/\[ERR_PARENT_WATCHDOG_LEAK\].* has ended, but TCPServerWrap is still open/,
		);
		assert.ok(resources.includes('TCPServerWrap'), resources.join());
	});

	it('is nothing in the good case', async (t) => {
		const { stderr, resources } = await runToEnd(t, 'waits for three beats', { full: true });
		assert.match(stderr, /application: open at the end: nothing\n/);
		assert.doesNotMatch(stderr, /ERR_PARENT_WATCHDOG_LEAK/);
		// stdout and stderr of the test are pipes.
		assert.deepEqual(
			resources.filter((name) => name !== 'PipeWrap'),
			[],
		);
	});

	async function runToEnd(t: TestContext, main: Options['main'], more: Partial<Options> = {}) {
		const report = createReport(t);
		const options = { report: report.path, heartbeat: 20, gracePeriod: 3000 };
		const application = fixture(NAME, { main, ...BEATS, options, ...more });
		const tree = start(t, application, { NODE_DEBUG: 'parent-watchdog' });
		const lines = await tree.end();
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
		return { lines, stderr: tree.output.stderr, resources: report.read()[0]?.resources ?? [] };
	}
});

describe('runApplication()', () => {
	const invalid = { code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION' };
	const wrong: [object | null, string, string][] = [
		[{ heartbeat: 0 }, 'heartbeat', 'RangeError'],
		[{ heartbeat: '20' }, 'heartbeat', 'TypeError'],
		[{ heartbeat: Number.NaN }, 'heartbeat', 'RangeError'],
		[{ heartbeat: '' }, 'heartbeat', 'TypeError'],
		[{ setup: 5 }, 'setup', 'TypeError'],
		[{ onHeartbeat: 'beat' }, 'onHeartbeat', 'TypeError'],
		[{ onHeartbeat: () => {} }, 'heartbeat', 'TypeError'],
		[{ onError: {} }, 'onError', 'TypeError'],
		[{ supervise: { reaper: 1 } }, 'reaper', 'TypeError'],
		[{ supervise: 5 }, 'options', 'TypeError'],
		[{ gracePeriod: -1 }, 'gracePeriod', 'RangeError'],
		[{ nothing: 1 }, 'nothing', 'TypeError'],
		[null, 'options', 'TypeError'],
		[[] as object, 'options', 'TypeError'],
	];
	for (const [options, option, name] of wrong) {
		it(`refuses ${JSON.stringify(options)} at once`, () => {
			const main = () => assert.fail('main was called');
			const run = () => void runApplication(main, options as ApplicationOptions);
			assert.throws(run, { ...invalid, option, name });
		});
	}

	it('refuses a main that is no function', () => {
		const expected = { code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', name: 'TypeError' };
		for (const main of [undefined, null, 'main', {}]) {
			assert.throws(() => void runApplication(main as Main), expected);
		}
	});
});
