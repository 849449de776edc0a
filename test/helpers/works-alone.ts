/** The tests of a program that `fixtures/bundled.js` is, wherever its files are. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { startTree, type Tree } from './tree.js';
import { until } from './until.js';

/** `command` runs it; `folder` is for files of the tests. */
export function worksAlone(folder: string, command: () => string[]): void {
	it('runs its hooks when its parent is killed', async (t) => {
		const tree = startRole(t, command(), 'parent');
		await tree.line(/^child pid/);
		tree.kill('SIGKILL');
		assert.deepEqual(readHooks(await tree.end()), ['hook of the child: parent-gone']);
	});

	it('runs them as well when it is blocked, by its guard', async (t) => {
		const tree = startRole(t, command(), 'parent of a blocked child');
		await tree.line(/^blocks/);
		tree.kill('SIGKILL');
		assert.deepEqual(readHooks(await tree.end()), ['hook of the child: parent-gone']);
	});

	it('has a reaper, which ends the children of a killed supervisor', async (t) => {
		const tree = startRole(t, command(), 'supervisor of a program');
		await tree.line(/^supervisor/);
		tree.kill('SIGKILL');
		assert.deepEqual(readHooks(await tree.end()), []);
	});

	it('has a reaper, which removes what was tracked', async (t) => {
		const TRACKED = join(mkdtempSync(join(folder, 'tracked-')), 'file');
		writeFileSync(TRACKED, '');
		const tree = startRole(t, command(), 'tracker', { TRACKED });
		await tree.line(/^tracked/);
		tree.kill('SIGKILL');
		await tree.end();
		await until('the tracked file is removed', () => !existsSync(TRACKED));
	});
}

export function startRole(t: TestContext, command: string[], ROLE: string, variables = {}): Tree {
	const env = { ...process.env, ...variables, ROLE, SELF: JSON.stringify(command) };
	return startTree(t, command as [string, ...string[]], { env });
}

/** All but how far it is, in alphabetical order. */
export function readHooks(lines: readonly string[]): string[] {
	return lines.filter((line) => !/pid=|^blocks/.test(line)).sort();
}
