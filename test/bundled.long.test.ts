/** A user's bundle: one file that holds the program and us, with nothing of ours on disk. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { bundleIn, bundlers } from './helpers/bundlers.js';
import { buildExecutable, withoutExecutables } from './helpers/single-executable.js';
import { readHooks, startRole, worksAlone } from './helpers/works-alone.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'parent-watchdog-bundled-')));
after(() => rmSync(folder, { recursive: true }));

for (const name of Object.keys(bundlers)) {
	describe(`bundled by ${name}`, { concurrency: 2 }, () => {
		let command: string[];
		before(async () => {
			command = [process.execPath, await bundleIn(folder, name)];
		});
		worksAlone(folder, () => command);
		supervisesWithoutPreload(() => command);
	});
}

describe('a single executable application', { skip: withoutExecutables(), concurrency: 2 }, () => {
	let file: string;
	before(async () => {
		file = buildExecutable(folder, await bundleIn(folder, 'esbuild'));
	});
	worksAlone(folder, () => [file]);
	supervisesWithoutPreload(() => [file]);

	it('leaves no file of its reaper behind', async (t) => {
		const TMPDIR = mkdtempSync(join(folder, 'temporary-'));
		const tree = startRole(t, [file], 'supervisor of a program', { TMPDIR });
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
	const tree = startRole(t, [process.execPath, bundle], 'supervisor of a program', { EXEC_PATH });
	const message =
		/^warning ERR_PARENT_WATCHDOG_NO_REAPER: no reaper: this program is started in its place/;
	await tree.line(message);
});

function supervisesWithoutPreload(command: () => string[]): void {
	it('supervises its like without a preload, and says so once', async (t) => {
		const tree = startRole(t, command(), 'supervisor of its like');
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
