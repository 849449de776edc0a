/** A user's bundle: one file that holds the program and us, with nothing of ours on disk. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { bundleIn, bundlers } from './helpers/bundlers.js';
import { buildExecutable, withoutExecutables } from './helpers/single-executable.js';
import { startTree, type Tree } from './helpers/tree.js';
import { until } from './helpers/until.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-bundled-')));
after(() => rmSync(folder, { recursive: true }));

for (const name of Object.keys(bundlers)) {
	describe(`bundled by ${name}`, { concurrency: 2 }, () => {
		let command: string[];
		before(async () => {
			command = [process.execPath, await bundleIn(folder, name)];
		});
		worksAlone(() => command);
	});
}

describe('a single executable application', { skip: withoutExecutables(), concurrency: 2 }, () => {
	let file: string;
	before(async () => {
		file = buildExecutable(folder, await bundleIn(folder, 'esbuild'));
	});
	worksAlone(() => [file]);

	it('leaves no file of its reaper behind', async (t) => {
		const TMPDIR = mkdtempSync(join(folder, 'temporary-'));
		const tree = start(t, [file], 'supervisor of a program', { TMPDIR });
		await tree.line(/^supervisor/);
		tree.kill('SIGKILL');
		await tree.end();
		assert.deepEqual(readdirSync(TMPDIR), []);
	});
});

it('a program that is its own execPath, and takes no options of Node, does not run twice', async (t) => {
	const bundle = await bundleIn(folder, 'esbuild');
	const EXEC_PATH = join(folder, 'compiled');
	writeFileSync(EXEC_PATH, `#!/bin/sh\nexec "${process.execPath}" "${bundle}"\n`, { mode: 0o755 });
	const tree = start(t, [process.execPath, bundle], 'supervisor of a program', { EXEC_PATH });
	const message =
		/^warning ERR_PARENT_WATCHDOG_NO_REAPER: no reaper: this program is started in its place/;
	await tree.line(message);
});

/** The tests of a program that `command` runs. */
function worksAlone(command: () => string[]): void {
	it('runs its hooks when its parent is killed', async (t) => {
		const tree = start(t, command(), 'parent');
		await tree.line(/^child pid/);
		tree.kill('SIGKILL');
		assert.deepEqual(readHooks(await tree.end()), ['hook of the child: parent-gone']);
	});

	it('runs them as well when it is blocked, by its guard', async (t) => {
		const tree = start(t, command(), 'parent of a blocked child');
		await tree.line(/^blocks/);
		tree.kill('SIGKILL');
		assert.deepEqual(readHooks(await tree.end()), ['hook of the child: parent-gone']);
	});

	it('has a reaper, which ends the children of a killed supervisor', async (t) => {
		const tree = start(t, command(), 'supervisor of a program');
		await tree.line(/^supervisor/);
		tree.kill('SIGKILL');
		assert.deepEqual(readHooks(await tree.end()), []);
	});

	it('has a reaper, which removes what was tracked', async (t) => {
		const TRACKED = join(mkdtempSync(join(folder, 'tracked-')), 'file');
		writeFileSync(TRACKED, '');
		const tree = start(t, command(), 'tracker', { TRACKED });
		await tree.line(/^tracked/);
		tree.kill('SIGKILL');
		await tree.end();
		await until('the tracked file is removed', () => !existsSync(TRACKED));
	});

	it('supervises its like without a preload, and says so once', async (t) => {
		const tree = start(t, command(), 'supervisor of its like');
		await tree.times(/^child pid/, 2);
		await tree.line(/^supervisor/);
		tree.kill('SIGKILL');
		const lines = (await tree.end()).map((line) => line.replace(/: no preload.*/, ''));
		assert.deepEqual(readHooks(lines), [
			'hook of first: parent-gone',
			'hook of second: parent-gone',
			'warning ERR_PARENT_WATCHDOG_NO_PRELOAD',
		]);
	});
}

function start(t: TestContext, command: string[], ROLE: string, variables = {}): Tree {
	const env = { ...process.env, ...variables, ROLE, SELF: JSON.stringify(command) };
	return startTree(t, command as [string, ...string[]], { env });
}

/** All but how far it is, in alphabetical order. */
function readHooks(lines: readonly string[]): string[] {
	return lines.filter((line) => !/pid=|^blocks/.test(line)).sort();
}
