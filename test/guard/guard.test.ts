/** What the guard does not do: while the parent lives, the process is as it would be without it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Step } from '../fixtures/guarded-child.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

const GUARDED = { guard: true, interval: 20, gracePeriod: 500 };
const withPermissions = process.allowedNodeEnvironmentFlags.has('--permission')
	? '--permission'
	: '--experimental-permission';

describe('while the parent lives', () => {
	for (const ends of ['by itself', 'without hooks', 'process.exit()', 'error'] as const) {
		it(`a child that was blocked for 2 s with a grace period of 500 ms ends ${ends}`, async (t) => {
			const options = { watch: GUARDED, blocked: 2000, ends };
			const tree = start(t, fixture('briefly-blocked-child', options));
			const lines = await tree.end();
			const code = ends === 'error' ? 1 : 7;
			const hook = ends === 'without hooks' ? [] : ['hook started: exit'];
			assert.deepEqual(lines.slice(1), [...hook, `exit ${code}`]);
			assert.deepEqual(await tree.exit(), { code, signal: null });
			assert.match(tree.output.stderr, ends === 'error' ? /an error of the program/ : /^$/);
		});
	}

	it('a child with nothing to do ends at once', async (t) => {
		const watch = { guard: true, interval: 60_000 };
		const tree = start(t, fixture('briefly-blocked-child', { watch }));
		await tree.line(/^ready/);
		const ready = performance.now();
		assert.deepEqual(await tree.exit(), { code: 7, signal: null });
		assert.ok(performance.now() - ready < 2000);
		assert.deepEqual(tree.output, { stdout: '', stderr: '' });
	});

	it('process.exit() at any moment has its exit code', async (t) => {
		const tree = start(t, fixture('hurried-children'), {}, { deadline: 60_000 });
		const lines = await tree.end();
		assert.equal(lines.length, 20);
		for (const line of lines) assert.match(line, /^ended: 7 /);
		assert.deepEqual(tree.output, { stdout: '', stderr: '' });
	});

	it('stop() ends the thread', async (t) => {
		const tree = startGuarded(t, ['more threads', 'stop', 'as many threads']);
		await tree.line(/^ready/);
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
		assert.equal(tree.output.stderr, '');
	});

	it('stop() at once ends it as well', async (t) => {
		const tree = startGuarded(t, ['stop', 'as many threads']);
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
		assert.equal(tree.output.stderr, '');
	});
});

it('costs nothing when off', async (t) => {
	for (const [watch, modules] of [
		[{}, /^modules: $/],
		[GUARDED, /^modules: .*worker/],
	] as const) {
		const tree = start(t, fixture('guarded-child', { watch, steps: ['hook', 'modules'] }));
		assert.match((await tree.line(/^modules/)).input ?? '', modules);
		await tree.end();
	}
});

it('does not run the preloads of the program in its thread', async (t) => {
	const execArgv = ['--require', fixturePath('recording-preload')];
	const NODE_OPTIONS = `--import "${fixturePath('recording-preload')}"`;
	const program = fixture('guarded-child', { watch: GUARDED, steps: ['more threads'] });
	const tree = start(t, program, { NODE_OPTIONS }, { execArgv });
	await tree.line(/^ready/);
	const lines = await tree.end();
	assert.deepEqual(
		lines.filter((line) => line.startsWith('preload')),
		['preload'],
	);
});

describe('where the guard thread is refused', () => {
	const refusals: Record<string, string[]> = {
		'worker threads are not allowed': [withPermissions, '--allow-fs-read=*', '--allow-fs-write=*'],
		// Not even `/proc`.
		'and only our own files may be read': [
			withPermissions,
			`--allow-fs-read=${join(__dirname, '..', '..', '..')}/*`,
		],
	};
	for (const [name, execArgv] of Object.entries(refusals)) {
		it(`${name}: one warning, and the main thread watches`, async (t) => {
			const { lines, stderr } = await orphan(t, execArgv);
			assert.match(lines.join('\n'), /^hook started: parent-gone by poll\nhook ended\nexit 129$/);
			const warnings = stderr.match(/ERR_PARENT_WATCHDOG_\w+/g);
			assert.deepEqual(warnings, ['ERR_PARENT_WATCHDOG_NO_GUARD'], stderr);
			assert.match(stderr, /no guard thread: .*; a blocked main thread will not notice/);
		});
	}
});

function startGuarded(t: TestContext, steps: readonly Step[]) {
	return start(t, fixture('guarded-child', { watch: GUARDED, steps }));
}

/** Kills the parent of a guarded child that is ready. */
async function orphan(t: TestContext, execArgv: string[]) {
	const { path, variables } = fixture('guarded-child', { watch: GUARDED, steps: ['hook', 'stay'] });
	const command = [process.execPath, ...execArgv, path];
	const tree = start(t, fixture('starting-parent', { command }), variables);
	await tree.line(/^ready/);
	tree.kill('SIGKILL');
	const lines = await tree.end();
	return { lines: lines.slice(1), stderr: tree.output.stderr };
}
