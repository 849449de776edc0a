/** Whether a process watches at all, and what is left of it when it stops. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { readStatus } from '../helpers/bystanders.js';
import { fixturePath } from '../helpers/fixtures.js';
import { EXEC_ARGV, PRELOAD, readStory, start, type Variables } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const CHILD = fixturePath('telling-child');
const PRELOADED = [process.execPath, ...PRELOAD, CHILD];

describe('a process that leads a session of its own', { concurrency: 3 }, () => {
	const THROUGH = '["setsid"]';
	const detached = (t: TestContext, variables: Variables) =>
		start(t, 'obedient-parent', { THROUGH, CHILD, LIVED: '600', ...variables });

	it('outlives its parent under the preload', async (t) => {
		await assertOutlives(detached(t, { EXEC_ARGV }));
	});

	it('outlives its parent with detached: false', async (t) => {
		await assertOutlives(detached(t, { WATCH: '{"detached":false}' }));
	});

	it('watches in code', async (t) => {
		await assertEnds(detached(t, { WATCH: '{}' }));
	});

	it('watches in code under the preload', async (t) => {
		await assertEnds(detached(t, { EXEC_ARGV, WATCH: '{}' }));
	});

	it('watches under the preload with PARENT_WATCHDOG_DETACHED=1', async (t) => {
		await assertEnds(detached(t, { EXEC_ARGV, PARENT_WATCHDOG_DETACHED: '1' }));
	});

	it('outlives its parent when the code has changed its mind', async (t) => {
		await assertOutlives(detached(t, { WATCH: '{"detached":true}', THEN: '{"detached":false}' }));
	});

	it('has children that belong to it', async (t) => {
		const middle = [process.execPath, ...PRELOAD, fixturePath('starting-parent')];
		const words = ['env', `COMMAND=${JSON.stringify(PRELOADED)}`, ...middle];
		const variables = { COMMAND: JSON.stringify(words), DETACHED: '1', LIVED: '600' };
		const tree = start(t, 'starting-parent', variables, { execArgv: PRELOAD });
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
			const variables = { PARENT_WATCHDOG, CHILD, EXEC_ARGV, LIVED: '600' };
			await assertOutlives(start(t, 'obedient-parent', variables));
		});
	}

	it('disables the code', async (t) => {
		const variables = { PARENT_WATCHDOG: 'off', CHILD, WATCH: '{}', LIVED: '600' };
		await assertOutlives(start(t, 'obedient-parent', variables));
	});

	it('disables what is specified otherwise, and descendants behind a shell', async (t) => {
		const words = ['sh', '-c', '"$@"; true', 'sh', ...PRELOADED];
		const variables = { PARENT_WATCHDOG: 'off', LIVED: '600', PARENT_WATCHDOG_ANCESTORS: '2' };
		const COMMAND = JSON.stringify(words);
		await assertOutlives(start(t, 'starting-parent', { ...variables, COMMAND }));
	});

	it('writes nothing into the environment', async (t) => {
		const off = { PARENT_WATCHDOG: 'off' };
		const lines = await start(t, 'environment-child', off, { execArgv: PRELOAD }).end();
		for (const line of lines.slice(1, 6)) assert.match(line, /: undefined undefined$/);
	});

	it('set to anything else disables nothing', async (t) => {
		const variables = { PARENT_WATCHDOG: 'on', CHILD, EXEC_ARGV, LIVED: '100' };
		await assertEnds(start(t, 'obedient-parent', variables));
	});
});

describe('a worker thread under the preload', { concurrency: 2 }, () => {
	for (const HOOK of ['', '1']) {
		const hook = (type: string) => (HOOK ? [`hook: ${type}`] : []);
		const name = HOOK ? 'with a hook in the main thread' : 'without a hook';

		it(`ends alone by process.exit(), ${name}`, async (t) => {
			const tree = start(t, 'worker', { HOW: 'exits', HOOK }, { execArgv: PRELOAD });
			const lines = await tree.end();
			const exits = ["worker's exit 3", 'worker exited: 3', ...hook('exit'), 'exit 0'];
			assert.deepEqual(
				lines.filter((line) => !line.startsWith('ready')),
				exits,
			);
			assert.equal((await tree.exit()).code, 0);
		});

		it(`may outlive the work of the main thread, ${name}`, async (t) => {
			const tree = start(t, 'worker', { HOW: 'outlives', HOOK }, { execArgv: PRELOAD });
			const exits = ["worker's exit 0", 'worker exited: 0', ...hook('exit'), 'exit 0'];
			assert.deepEqual((await tree.end()).slice(1), exits);
		});

		for (const HOW of ['busy', 'outlives']) {
			it(`ends with the main thread, which notices its parent's end, ${HOW}, ${name}`, async (t) => {
				const variables = { HOW: 'spawn', CHILD: fixturePath('worker'), EXEC_ARGV, HOOK };
				const words = ['env', `HOW=${HOW}`, process.execPath, ...PRELOAD, fixturePath('worker')];
				const COMMAND = JSON.stringify(words);
				const tree = start(t, 'starting-parent', { ...variables, COMMAND });
				await tree.line(/^ready/);
				tree.kill('SIGKILL');
				const noticed = ['verdict: gone by poll', ...hook('parent-gone'), 'exit 129'];
				assert.deepEqual((await tree.end()).slice(1, 2 + noticed.length), noticed);
			});
		}
	}

	it('does not watch in code either, and says so', async (t) => {
		const tree = start(t, 'worker', { HOW: 'exits', WATCH: '{}' });
		await tree.line(/^worker: worker-thread, -$/);
		await tree.end();
	});
});

describe('stop()', { concurrency: 2 }, () => {
	const options: Record<string, string> = {
		'the parent': '{"interval":20}',
		'the parent and stdin': '{"interval":20,"stdin":true}',
		'named processes': '{"interval":20,"pid":["parent",1]}',
		ancestors: '{"interval":20,"ancestors":3}',
	};
	for (const [name, WATCH] of Object.entries(options)) {
		for (const HOOK of ['', '1']) {
			it(`undoes a watch on ${name} ${HOOK ? 'with' : 'without'} a hook`, async (t) => {
				const tree = start(t, 'stopping-child', { WATCH, HOOK });
				assertUndone(await tree.end());
				assert.ok(tree.lines.includes('state: stopped, pids: '));
			});

			it(`undoes it in a forked child ${HOOK ? 'with' : 'without'} a hook: ${name}`, async (t) => {
				const child = { CHILD: fixturePath('stopping-child'), WATCH, HOOK };
				const tree = start(t, 'obedient-parent', child);
				await tree.line(/^exit/);
				assertUndone(tree.lines);
			});
		}
	}

	it('is what `using` does', async (t) => {
		assertUndone(await start(t, 'stopping-child', { HOW: 'using' }).end());
	});

	for (const HOW of ['fork', 'spawn']) {
		it(`lets the child live when its parent dies (${HOW})`, async (t) => {
			const variables = { HOW, CHILD, EXEC_ARGV, WATCH: '{}', THEN: 'stop', LIVED: '800' };
			await assertOutlives(start(t, 'parent', variables));
		});

		it(`is undone by watchParent(), also after the parent's death (${HOW})`, async (t) => {
			const variables = { HOW, CHILD, EXEC_ARGV, WATCH: '{}', THEN: 'stop and start' };
			await assertEnds(start(t, 'parent', { ...variables, LIVED: '300' }));
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
