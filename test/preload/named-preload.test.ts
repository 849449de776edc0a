/** Descendants that start in a folder where nobody finds the package by its name. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { nameByPath } from '../../src/preload/named-preload.js';
import { register } from '../helpers/fixtures.js';

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
});
