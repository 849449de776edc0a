/** Writes to stdout and stderr that nobody reads any more. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { fixture } from '../../helpers/fixtures.js';
import { PRELOAD, start } from '../../helpers/start.js';
import type { Tree } from '../../helpers/tree.js';

describe('a child that logs all the time and is polled rarely', { concurrency: 2 }, () => {
	for (const stream of ['stdout', 'stderr'] as const) {
		it(`runs its hook when its parent dies, logging to ${stream}`, async (t) => {
			const child = fixture('busy-logging-child', { stream });
			const parent = fixture('parent', { how: 'spawn', child, execArgv: PRELOAD });
			const tree = start(t, parent, { PARENT_WATCHDOG_INTERVAL: '30000' });
			await tree.line(/^ready/);
			tree.kill('SIGKILL');
			assert.deepEqual((await tree.end()).slice(1), [
				'hook started: parent-gone by epipe',
				'hook ended',
				'exit 129',
			]);
		});
	}
});

describe('a forked child that sends messages all the time', { concurrency: 2 }, () => {
	it('runs its hook when its parent dies', async (t) => {
		const child = fixture('sending-child');
		const tree = start(t, fixture('parent', { how: 'fork', child, execArgv: PRELOAD }));
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		const hook = ['hook started: parent-gone', 'hook ended', 'exit 129'];
		assert.deepEqual((await tree.end()).slice(1), hook);
	});

	for (const hook of ['none', 'some']) {
		for (const handler of ['nobody', 'process']) {
			it(`has its error when a living parent closes the channel (hook: ${hook}, heard by ${handler})`, async (t) => {
				const handlesErrors = handler === 'process';
				const hasHook = hook === 'some';
				const child = fixture('sending-child', { hasHook, handlesErrors, lived: 1500 });
				const tree = start(t, fixture('obedient-parent', { child, execArgv: PRELOAD }));
				await tree.line(/^ready/);
				tree.root.stdin?.write('disconnect\n');
				await tree.line(handlesErrors ? /^lived on/ : /^exit/);
				const lines = tree.lines.filter((line) => !/^(ready|hook)/.test(line));
				assert.deepEqual(lines, handlesErrors ? ['error: Error', 'lived on'] : ['exit 1']);
			});
		}
	}
});

/** Whatever the program does about it, it does the same with us: the error is only put off. */
describe('output that breaks while the parent lives', { concurrency: 3 }, () => {
	for (const stream of ['stdout', 'stderr'] as const) {
		for (const handler of ['stream', 'process', 'nobody'] as const) {
			it(`${stream}, heard by ${handler}`, async (t) => {
				const without = await breakOutput(t, { stream, handler }, false);
				assert.match(without.lines.join(), /EPIPE|exit 1/);
				assert.deepEqual(await breakOutput(t, { stream, handler }, true), without);
			});
		}
	}
});

it('an error that is held back does not disturb a shutdown that starts meanwhile', async (t) => {
	const program = fixture('logging-to-nobody', { hookTakes: 1000, afterwards: 'SIGTERM' });
	const tree = start(t, program, {}, { execArgv: PRELOAD });
	await closeOutput(tree, 'stdout');
	assert.deepEqual((await tree.end()).slice(1), ['hook: signal', 'hook ended']);
	assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
});

it('an error that is held back goes on at stop()', async (t) => {
	const program = fixture('logging-to-nobody', { hookTakes: 0, afterwards: 'stop' });
	const tree = start(t, program, {}, { execArgv: PRELOAD });
	const closed = once(tree.root, 'close');
	await closeOutput(tree, 'stdout');
	assert.deepEqual((await tree.end()).slice(1), ['hook: exit', 'exit 1']);
	await closed;
	assert.match(tree.output.stderr, /EPIPE/);
});

async function breakOutput(
	t: TestContext,
	options: { stream: 'stdout' | 'stderr'; handler: 'stream' | 'process' | 'nobody' },
	watched: boolean,
) {
	const program = fixture('logging-to-nobody', {
		...options,
		hookTakes: watched ? 0 : undefined,
	});
	const tree = start(t, program, {}, { execArgv: watched ? PRELOAD : [] });
	const closed = once(tree.root, 'close');
	await closeOutput(tree, options.stream);
	const lines = await tree.end();
	await closed;
	const count = (line: string) => lines.filter((other) => other === line).length;
	assert.equal(count('hook: exit'), watched ? 1 : 0);
	return {
		lines: lines.filter((line) => !/^(ready|hook)/.test(line)),
		exit: await tree.exit(),
		isCrash: tree.output.stderr.includes('EPIPE'),
	};
}

/** Closes our end; the program begins to write when its stdin ends. */
async function closeOutput({ root, line }: Tree, stream: string): Promise<void> {
	await line(/^ready/);
	const output = stream === 'stderr' ? root.stderr : root.stdout;
	output?.destroy();
	if (output) await once(output, 'close');
	root.stdin?.end();
}
