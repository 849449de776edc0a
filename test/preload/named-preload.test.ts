/** Descendants that start in a folder where nobody finds the package by its name. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { nameByPath } from '../../src/preload/named-preload.js';
import { createFolder } from '../helpers/ending.js';
import { register } from '../helpers/fixtures.js';

const root = dirname(require.resolve('parent-watchdog/package.json'));
const withoutShell = process.platform === 'win32' ? 'there is no sh(1)' : false;
const withoutNpm = spawnSync('npm', ['--version']).status === 0 ? false : 'there is no npm';
const FILE = '/a folder/"of" $& mine/register.js';
const PATH = '"/a folder/\\"of\\" $& mine/register.js"';
const URL = `"${pathToFileURL(FILE).href}"`;

describe('what is inherited names the preload by its path', () => {
	for (const [given, expected] of [
		['--require parent-watchdog/register', `--require ${PATH}`],
		['-r  parent-watchdog/register --no-warnings', `-r  ${PATH} --no-warnings`],
		['--require=parent-watchdog/register', `--require=${PATH}`],
		['--require "parent-watchdog/register"', `--require ${PATH}`],
		['--no-warnings --import=parent-watchdog/register', `--no-warnings --import=${URL}`],
		['-r parent-watchdog/register --import parent-watchdog/register', `-r ${PATH} --import ${URL}`],
		['--require x/parent-watchdog/register', '--require x/parent-watchdog/register'],
		['--require parent-watchdog/register.js', '--require parent-watchdog/register.js'],
		['--title parent-watchdog/register', '--title parent-watchdog/register'],
		['', ''],
	] as const) {
		it(given || 'nothing', () => {
			const env = { NODE_OPTIONS: given, BUN_OPTIONS: given, OTHER: given };
			nameByPath(env, FILE);
			assert.deepEqual(env, { NODE_OPTIONS: expected, BUN_OPTIONS: expected, OTHER: given });
		});
	}

	it('adds nothing where there was nothing', () => {
		const env = {};
		nameByPath(env, FILE);
		assert.deepEqual(env, {});
	});
});

/** The command of the docs. */
const [, COMMAND = ''] =
	/^```sh\n(export NODE_OPTIONS=.*)\n```$/m.exec(
		readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8'),
	) ?? [];

describe('set as the docs say, NODE_OPTIONS hold in every folder', { skip: withoutShell }, () => {
	for (const name of ['plain', `a space, "quotes", 'more', and $HOME`]) {
		it(`of a package in a folder ${name}`, (t) => {
			const folder = join(realpathSync(createFolder(t)), name);
			const copy = join(folder, 'node_modules', 'parent-watchdog');
			for (const part of ['dist', 'package.json'])
				cpSync(join(root, part), join(copy, part), { recursive: true });
			const { stdout, stderr, status } = runThere(folder);
			assert.deepEqual([stdout, stderr, status], ['true\n'.repeat(3), '', 0]);
		});
	}

	it('also where there is no such package: they run as without', (t) => {
		const { stdout, stderr, status } = runThere(realpathSync(createFolder(t)));
		assert.deepEqual([stdout, status], ['false\n'.repeat(3), 0]);
		assert.match(stderr, /Cannot find module/);
	});

	/** The command in that folder, and then `node` there and elsewhere. */
	function runThere(folder: string) {
		const isThere = `Symbol.for("parent-watchdog@1") in globalThis`;
		const script = `cd "$1"; ${COMMAND}; for there in "$1" / "$2"; do cd "$there" && node -p '${isThere}' || exit; done`;
		const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
		const options = { encoding: 'utf8', timeout: 60_000, env: { PATH } } as const;
		return spawnSync('sh', ['-c', script, 'sh', folder, tmpdir()], options);
	}
});

describe('a node in another folder starts, and is preloaded', () => {
	const command = `cd '${tmpdir()}' && '${process.execPath}' -p 'process.env.NODE_OPTIONS'`;
	const script = `process.stdout.write(require('child_process').execSync(process.argv[1]))`;
	for (const [options, expected] of [
		['--require parent-watchdog/register', `--require "${register}"`],
		['--import=parent-watchdog/register', `--import="${pathToFileURL(register).href}"`],
	] as const) {
		it(options, () => {
			const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script, command], {
				encoding: 'utf8',
				timeout: 60_000,
				env: { ...process.env, NODE_OPTIONS: options },
			});
			assert.deepEqual([stdout, stderr, status], [`${expected}\n`, '', 0]);
		});
	}

	it('in a script of npm', { skip: withoutNpm }, (t) => {
		const folder = realpathSync(createFolder(t));
		mkdirSync(join(folder, 'node_modules'));
		symlinkSync(root, join(folder, 'node_modules', 'parent-watchdog'));
		const scripts = { there: `cd '${tmpdir()}' && node -p 1` };
		writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
		const { stdout, stderr, status } = spawnSync('npm', ['run', '--silent', 'there'], {
			cwd: folder,
			encoding: 'utf8',
			timeout: 60_000,
			env: { ...process.env, NODE_OPTIONS: '--require parent-watchdog/register' },
		});
		assert.deepEqual([stdout, stderr, status], ['1\n', '', 0]);
	});
});
