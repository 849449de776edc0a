/** What a program does to its own process must not blind the watch. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture, register } from './helpers/fixtures.js';
import { startTree } from './helpers/tree.js';

describe('a program that tampers is watched all the same', { concurrency: 4 }, () => {
	for (const PROGRAM of [
		'fake-timers',
		'frozen',
		'hostile-process',
		'mocked-date',
		'patched-loader',
		'tampered-process',
	]) {
		for (const moment of ['before', 'after']) {
			it(`${PROGRAM}, killed ${moment} the first poll`, async (t) => {
				const EXEC_ARGV = JSON.stringify(['--require', register]);
				const CHILD = fixture('tampering');
				const tree = startTree(t, [process.execPath, fixture('parent')], {
					stdin: 'pipe',
					env: { ...process.env, HOW: 'spawn', CHILD, EXEC_ARGV, PROGRAM },
				});
				await tree.line(moment === 'before' ? /^ready/ : /^main at first poll/);
				tree.kill('SIGKILL');
				assert.ok((await tree.end()).includes('exit 129'), tree.lines.slice(-3).join('\n'));
			});
		}
	}
});
