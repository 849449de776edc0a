/** Whether a process watches at all, and what is left of it when it stops. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { readStatus } from '../helpers/bystanders.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { PRELOAD, readStory, start, type Variables, withOptions } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const PRELOADED = [process.execPath, ...PRELOAD, fixturePath('telling-child')];

describe('a process that leads a session of its own', { concurrency: 3 }, () => {
	const detached = (
		t: TestContext,
		execArgv: readonly string[],
		{ watch, afterwards }: FixtureOptions['telling-child'] = {},
		variables?: Variables,
	) => {
		const child = fixture('telling-child', { watch, afterwards, lived: 600 });
		const parent = fixture('obedient-parent', { child, execArgv, through: ['setsid'] });
		return start(t, parent, variables);
	};

	it('outlives its parent under the preload', async (t) => {
		await assertOutlives(detached(t, PRELOAD));
	});

	it('outlives its parent with detached: false', async (t) => {
		await assertOutlives(detached(t, [], { watch: { detached: false } }));
	});

	it('watches in code', async (t) => {
		await assertEnds(detached(t, [], { watch: {} }));
	});

	it('watches in code under the preload', async (t) => {
		await assertEnds(detached(t, PRELOAD, { watch: {} }));
	});

	it('watches under the preload with PARENT_WATCHDOG_DETACHED=1', async (t) => {
		await assertEnds(detached(t, PRELOAD, {}, { PARENT_WATCHDOG_DETACHED: '1' }));
	});

	it('outlives its parent when the code has changed its mind', async (t) => {
		const options = { watch: { detached: true }, afterwards: { detached: false } };
		await assertOutlives(detached(t, [], options));
	});

	it('has children that belong to it', async (t) => {
		const child = fixture('telling-child', { lived: 600 });
		const middle = fixture('starting-parent', { command: PRELOADED });
		const command = withOptions(middle, PRELOAD);
		const leading = fixture('starting-parent', { command, detached: true });
		const tree = start(t, leading, child.variables, { execArgv: PRELOAD });
		const [, pid] = await tree.line(/^ready pid=(\d+)/);
		const leader = Number(readStatus(Number(pid), 'PPid'));
		tree.kill('SIGKILL');
		await tree.exit();
		await tree.line(/^lived on/);
		process.kill(leader, 'SIGKILL');
		assert.deepEqual((await tree.end()).slice(-3), [`gone: ${leader}`, 'hook ended', 'exit 129']);
	});
});

describe('PARENT_WATCHDOG=off', { concurrency: 3 }, () => {
	for (const PARENT_WATCHDOG of ['off', 'OFF', '0', 'false', 'no']) {
		it(`as "${PARENT_WATCHDOG}" disables the preload`, async (t) => {
			const child = fixture('telling-child', { lived: 600 });
			const parent = fixture('obedient-parent', { child, execArgv: PRELOAD });
			await assertOutlives(start(t, parent, { PARENT_WATCHDOG }));
		});
	}

	it('disables the code', async (t) => {
		const child = fixture('telling-child', { watch: {}, lived: 600 });
		const parent = fixture('obedient-parent', { child });
		await assertOutlives(start(t, parent, { PARENT_WATCHDOG: 'off' }));
	});

	it('disables what is specified otherwise, and descendants behind a shell', async (t) => {
		const command = ['sh', '-c', '"$@"; true', 'sh', ...PRELOADED];
		const child = fixture('telling-child', { lived: 600 });
		const off = { PARENT_WATCHDOG: 'off', PARENT_WATCHDOG_ANCESTORS: '2' };
		const variables = { ...off, ...child.variables };
		await assertOutlives(start(t, fixture('starting-parent', { command }), variables));
	});

	it('writes nothing into the environment', async (t) => {
		const off = { PARENT_WATCHDOG: 'off' };
		const child = fixture('environment-child');
		const lines = await start(t, child, off, { execArgv: PRELOAD }).end();
		for (const line of lines.slice(1, 6)) assert.match(line, /: undefined undefined$/);
	});

	it('set to anything else disables nothing', async (t) => {
		const child = fixture('telling-child', { lived: 100 });
		const parent = fixture('obedient-parent', { child, execArgv: PRELOAD });
		await assertEnds(start(t, parent, { PARENT_WATCHDOG: 'on' }));
	});
});

describe('a worker thread under the preload', { concurrency: 2 }, () => {
	for (const hasHook of [false, true]) {
		const hook = (type: string) => (hasHook ? [`hook: ${type}`] : []);
		const name = hasHook ? 'with a hook in the main thread' : 'without a hook';

		it(`ends alone by process.exit(), ${name}`, async (t) => {
			const program = fixture('worker', { thread: 'exits', hasHook });
			const tree = start(t, program, {}, { execArgv: PRELOAD });
			const lines = await tree.end();
			const exits = ["worker's exit 3", 'worker exited: 3', ...hook('exit'), 'exit 0'];
			assert.deepEqual(
				lines.filter((line) => !line.startsWith('ready')),
				exits,
			);
			assert.equal((await tree.exit()).code, 0);
		});

		it(`may outlive the work of the main thread, ${name}`, async (t) => {
			const program = fixture('worker', { thread: 'outlives', hasHook });
			const tree = start(t, program, {}, { execArgv: PRELOAD });
			const exits = ["worker's exit 0", 'worker exited: 0', ...hook('exit'), 'exit 0'];
			assert.deepEqual((await tree.end()).slice(1), exits);
		});

		for (const thread of ['is busy', 'outlives'] as const) {
			it(`ends with the main thread, which notices its parent's end; it ${thread}, ${name}`, async (t) => {
				const { path, variables } = fixture('worker', { thread, hasHook });
				const command = [process.execPath, ...PRELOAD, path];
				const tree = start(t, fixture('starting-parent', { command }), variables);
				await tree.line(/^ready/);
				tree.kill('SIGKILL');
				const noticed = ['verdict: gone by poll', ...hook('parent-gone'), 'exit 129'];
				assert.deepEqual((await tree.end()).slice(1, 2 + noticed.length), noticed);
			});
		}
	}

	it('does not watch in code either, and says so', async (t) => {
		const tree = start(t, fixture('worker', { thread: 'exits', tellsState: true }));
		await tree.line(/^worker: worker-thread, -$/);
		await tree.end();
	});
});

describe('stop()', { concurrency: 2 }, () => {
	const options: Record<string, FixtureOptions['stopping-child']['watch']> = {
		'the parent': { interval: 20 },
		'the parent and stdin': { interval: 20, stdin: true },
		'named processes': { interval: 20, pid: ['parent', 1] },
		ancestors: { interval: 20, ancestors: 3 },
	};
	for (const [name, watch] of Object.entries(options)) {
		for (const hasHook of [false, true]) {
			const child = fixture('stopping-child', { watch, hasHook });
			it(`undoes a watch on ${name} ${hasHook ? 'with' : 'without'} a hook`, async (t) => {
				const tree = start(t, child);
				assertUndone(await tree.end());
				assert.ok(tree.lines.includes('state: stopped, pids: '));
			});

			it(`undoes it in a forked child ${hasHook ? 'with' : 'without'} a hook: ${name}`, async (t) => {
				const tree = start(t, fixture('obedient-parent', { child }));
				await tree.line(/^exit/);
				assertUndone(tree.lines);
			});
		}
	}

	it('is what `using` does', async (t) => {
		assertUndone(await start(t, fixture('stopping-child', { byUsing: true })).end());
	});

	for (const how of ['fork', 'spawn'] as const) {
		it(`lets the child live when its parent dies (${how})`, async (t) => {
			const child = fixture('telling-child', { watch: {}, afterwards: 'stop', lived: 800 });
			const parent = fixture('parent', { how, child, execArgv: PRELOAD });
			await assertOutlives(start(t, parent));
		});

		it(`is undone by watchParent(), also after the parent's death (${how})`, async (t) => {
			const child = fixture('telling-child', {
				watch: {},
				afterwards: 'stop and start',
				lived: 300,
			});
			const parent = fixture('parent', { how, child, execArgv: PRELOAD });
			await assertEnds(start(t, parent));
		});
	}
});

/** The parent dies first; then it is the child that is ended by us. */
async function assertOutlives(tree: Tree): Promise<void> {
	const [, pid] = await tree.line(/^ready pid=(\d+)/);
	tree.kill('SIGKILL');
	await tree.exit();
	await tree.line(/^lived on/);
	process.kill(Number(pid), 'SIGKILL');
	assert.doesNotMatch((await tree.end()).join(), /gone|hook|exit/);
}

async function assertEnds(tree: Tree): Promise<void> {
	await tree.line(/^ready/);
	tree.kill('SIGKILL');
	assert.deepEqual((await readStory(tree)).slice(-3), [
		`gone: ${tree.root.pid}`,
		'hook ended',
		'exit 129',
	]);
}

function assertUndone(lines: readonly string[]): void {
	const read = (when: string) => {
		const line = lines.find((one) => one.startsWith(`${when}: `));
		return JSON.parse(line?.slice(when.length + 2) ?? 'null');
	};
	assert.ok(lines.includes('state: watching'));
	assert.notDeepEqual(read('during'), read('before'));
	assert.deepEqual(read('after'), read('before'));
	assert.equal(lines.at(-1), 'exit 0');
}
