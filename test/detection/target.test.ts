/** Which process is watched, where others stand between: shells, npm, sessions. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { WatchOptions } from 'parent-watchdog';
import type { FixtureOptions } from '../fixtures/options.js';
import { readStatus } from '../helpers/bystanders.js';
import { fixture, fixturePath, type Given, register } from '../helpers/fixtures.js';
import { PRELOAD, readStory, start, type Variables } from '../helpers/start.js';
import type { Tree } from '../helpers/tree.js';

const NODE = [process.execPath, fixturePath('telling-child')];
const PRELOADED = [process.execPath, ...PRELOAD, fixturePath('telling-child')];

/** As `sh -c 'node child.js; true'`: the shell does not become the child, and survives its parent. */
const behindShell = (words: readonly string[]) => ['sh', '-c', '"$@"; true', 'sh', ...words];

/** `npm run child` in a folder of its own; it passes on stdin, stdout and stderr alone. */
function behindNpm(t: TestContext, words: readonly string[]): string[] {
	const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-npm-'));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const child = `${words.map((word) => `'${word}'`).join(' ')} 3>&1 1>/dev/null; true`;
	writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { child } }));
	return ['npm', 'run', '--silent', '--prefix', folder, 'child'];
}

const npm = { npm_config_update_notifier: 'false', npm_config_offline: 'true' };

describe('behind a shell', { concurrency: 2 }, () => {
	const ways: Record<string, { words: readonly string[]; watch?: WatchOptions }> = {
		'the preload': { words: PRELOADED },
		'the code': { words: NODE, watch: {} },
	};
	for (const [name, { words, watch }] of Object.entries(ways)) {
		it(`the end of a watching ancestor is noticed by ${name}`, async (t) => {
			const tree = startAncestor(t, behindShell(words), { watch }, {}, PRELOAD);
			await killAncestor(tree);
		});
	}

	it('an ancestor that does not watch is noticed with ancestors: 2', async (t) => {
		await killAncestor(startAncestor(t, behindShell(NODE), { watch: { ancestors: 2 } }));
	});

	it('an ancestor that does not watch is noticed with PARENT_WATCHDOG_ANCESTORS=2', async (t) => {
		const variables = { PARENT_WATCHDOG_ANCESTORS: '2' };
		await killAncestor(startAncestor(t, behindShell(PRELOADED), {}, variables));
	});

	it('two shells are two generations', async (t) => {
		const words = behindShell(behindShell(NODE));
		await killAncestor(startAncestor(t, words, { watch: { ancestors: 3 } }));
	});

	it('more generations than there are do no harm', async (t) => {
		const child = { watch: { ancestors: 100 }, lived: 600 };
		const tree = startAncestor(t, behindShell(NODE), child);
		await tree.line(/^lived on/);
		await killAncestor(tree);
	});

	it('the end of the shell is noticed with ancestors: 2 as well', async (t) => {
		const tree = startAncestor(t, behindShell(NODE), { watch: { ancestors: 2 } });
		const shell = await readParent(tree);
		process.kill(shell, 'SIGKILL');
		await tree.line(/^exit/);
		assert.deepEqual(tree.lines.slice(-3), [`gone: ${shell}`, 'hook ended', 'exit 129']);
	});

	it('the shell is the parent of a child whose ancestors do not watch', async (t) => {
		const child = { watch: { interval: 20 }, lived: 300 };
		const tree = startAncestor(t, behindShell(NODE), child);
		await tree.line(/^ready/);
		const shell = await readParent(tree);
		tree.kill('SIGKILL');
		await tree.exit();
		await tree.line(/^lived on/);
		process.kill(shell, 'SIGKILL');
		const lines = await tree.end();
		assert.deepEqual(lines.slice(-3), [`gone: ${shell}`, 'hook ended', 'exit 129']);
	});
});

describe('behind npm run', { concurrency: 2 }, () => {
	it('the end of a watching ancestor is noticed by the code', async (t) => {
		const tree = startAncestor(t, behindNpm(t, NODE), { watch: {} }, npm, PRELOAD);
		await killAncestor(tree);
	});

	it('the end of a watching ancestor is noticed by the preload', async (t) => {
		await killAncestor(startAncestor(t, behindNpm(t, PRELOADED), {}, npm, PRELOAD));
	});

	it('the whole tree ends with NODE_OPTIONS', async (t) => {
		const variables = { ...npm, NODE_OPTIONS: `--require "${register}"` };
		const tree = startAncestor(t, behindNpm(t, NODE), {}, variables);
		await tree.line(/^ready/);
		tree.kill('SIGKILL');
		// npm notices its parent's end, and the child that of npm.
		const lines = await tree.end();
		assert.deepEqual(lines.slice(-2), ['hook ended', 'exit 129']);
	});

	it('an ancestor that does not watch is noticed with ancestors: 3', async (t) => {
		const child = { watch: { ancestors: 3 } };
		await killAncestor(startAncestor(t, behindNpm(t, NODE), child, npm));
	});
});

describe('in another session', { concurrency: 2 }, () => {
	// The shell leads the session; the child that is watched is an ordinary member of it.
	const elsewhere = (words: readonly string[]) => ['setsid', ...behindShell(words)];

	it('the preload falls back to the direct parent', async (t) => {
		const tree = startAncestor(t, elsewhere(PRELOADED), { lived: 600 }, {}, PRELOAD);
		await tree.line(/^ready/);
		const shell = await readParent(tree);
		tree.kill('SIGKILL');
		await tree.exit();
		await tree.line(/^lived on/);
		process.kill(shell, 'SIGKILL');
		const lines = await tree.end();
		assert.deepEqual(lines.slice(-3), [`gone: ${shell}`, 'hook ended', 'exit 129']);
	});

	it('the code watches the ancestor all the same', async (t) => {
		await killAncestor(startAncestor(t, elsewhere(NODE), { watch: {} }, {}, PRELOAD));
	});

	it('PARENT_WATCHDOG_ANCESTORS does not reach into it', async (t) => {
		const variables = { PARENT_WATCHDOG_ANCESTORS: '5' };
		const tree = startAncestor(t, elsewhere(PRELOADED), { lived: 600 }, variables);
		await tree.line(/^ready/);
		const shell = await readParent(tree);
		tree.kill('SIGKILL');
		await tree.exit();
		await tree.line(/^lived on/);
		process.kill(shell, 'SIGKILL');
		assert.equal((await tree.end()).at(-1), 'exit 129');
	});
});

describe('a pid that is none', { concurrency: 2 }, () => {
	for (const pid of [0, -1, 1.5, [], 4294967296]) {
		it(`is a RangeError in code: ${JSON.stringify({ pid })}`, async (t) => {
			const tree = start(t, fixture('telling-child', { watch: { pid } }));
			await once(tree.root, 'close');
			assert.equal((await tree.exit()).code, 1);
			assert.match(
				tree.output.stderr,
				/RangeError: pid must be .*ERR_PARENT_WATCHDOG_INVALID_OPTION/s,
			);
		});
	}

	for (const PARENT_WATCHDOG_PID of ['none', '0', '1,two', '-3']) {
		it(`is told, and ignored, in the environment: ${PARENT_WATCHDOG_PID}`, async (t) => {
			const tree = startAncestor(t, PRELOADED, { lived: 400 }, { PARENT_WATCHDOG_PID });
			const closed = once(tree.root, 'close');
			await tree.line(/^lived on/);
			await killAncestor(tree);
			await closed;
			assert.match(tree.output.stderr, /^parent-watchdog: PARENT_WATCHDOG_PID must be .*\n$/);
		});
	}

	it('is ignored in the environment where it is our own', async (t) => {
		const words = ['sh', '-c', 'PARENT_WATCHDOG_PID=$$ exec "$@"', 'sh', ...PRELOADED];
		await killAncestor(startAncestor(t, words));
	});
});

/** A node process that starts a command with that child; with the preload among `execArgv` it says so in the environment. */
function startAncestor(
	t: TestContext,
	command: readonly string[],
	child: Given<FixtureOptions['telling-child']> = {},
	variables: Variables = {},
	execArgv: readonly string[] = [],
): Tree {
	const all = { ...variables, ...fixture('telling-child', child).variables };
	return start(t, fixture('starting-parent', { command }), all, { execArgv });
}

/** All of the tree ends, and the ancestor is named as the one that is gone. */
async function killAncestor(tree: Tree): Promise<void> {
	await tree.line(/^ready/);
	tree.kill('SIGKILL');
	assert.deepEqual(await readStory(tree), [
		'verdict: gone by poll',
		'hook started: parent-gone by poll',
		`gone: ${tree.root.pid}`,
		'hook ended',
		'exit 129',
	]);
}

/** The parent of the process that said that it is ready. */
async function readParent(tree: Tree): Promise<number> {
	const [, pid] = await tree.line(/^ready pid=(\d+)/);
	return Number(readStatus(Number(pid), 'PPid'));
}
