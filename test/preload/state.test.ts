/** One watch and one copy of state a process, however often the package is loaded or installed. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));
let first: string;
let second: string;

before(() => {
	const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-copies-'));
	first = join(folder, 'first');
	second = join(folder, 'second');
	for (const copy of [first, second]) {
		cpSync(join(root, 'dist'), join(copy, 'dist'), { recursive: true });
		cpSync(join(root, 'package.json'), join(copy, 'package.json'));
	}
});
after(() => rmSync(dirname(first), { recursive: true, force: true }));

describe('two installed copies are one watch, and the hooks of both run once', () => {
	const preload = (copy: string) => join(copy, 'dist', 'register.js');
	const ways: Record<string, () => string[]> = {
		'without a preload': () => [],
		'after the preload of the first': () => ['--require', preload(first)],
		'after the preload of the second': () => ['--require', preload(second)],
		'after the preloads of both': () => [
			'--require',
			preload(second),
			'--import',
			pathToFileURL(preload(first)).href,
		],
	};
	for (const [name, execArgv] of Object.entries(ways)) {
		for (const how of ['fork', 'spawn'] as const) {
			it(`${name} (${how})`, async (t) => {
				const child = fixture('two-copies', { first, second });
				const tree = start(t, fixture('parent', { how, child, execArgv: execArgv() }));
				await tree.line(/^ready/);
				tree.kill('SIGKILL');
				const lines = await tree.end();
				assert.deepEqual(
					lines.filter((line) => !line.startsWith('ready')),
					[
						'one watch: true',
						'one signal: true',
						// The fixture listens to 'exit' too.
						`listeners: ${how === 'fork' ? 1 : 0}, 1, 2, 1`,
						'globals: 0',
						'hook of the first: parent-gone',
						'hook of the second: parent-gone',
						'exit 129',
					],
				);
			});
		}
	}
});

describe('an orphan ends all the same, when the files of its preload are gone', () => {
	for (const moment of ['ready', 'lived on']) {
		it(`since it was ${moment}`, async (t) => {
			const copy = mkdtempSync(join(dirname(first), 'gone-'));
			cpSync(first, copy, { recursive: true });
			const execArgv = ['--require', join(copy, 'dist', 'register.js')];
			const child = fixture('plain-child', { lived: 600 });
			const tree = start(t, fixture('parent', { how: 'spawn', child, execArgv }));
			await tree.line(new RegExp(`^${moment}`));
			rmSync(copy, { recursive: true });
			await tree.line(/^lived on/);
			tree.kill('SIGKILL');
			assert.equal((await tree.end()).at(-1), 'exit 129');
		});
	}
});
