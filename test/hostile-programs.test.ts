/** Programs that make Node hostile to all that shares their process are watched all the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixturePath } from './helpers/fixtures.js';
import { EXEC_ARGV, start } from './helpers/start.js';

describe('a hostile program', { concurrency: 3 }, () => {
	for (const PROGRAM of ['frozen', 'hostile-process', 'patched-loader', 'tampered-process']) {
		for (const moment of ['before', 'after']) {
			it(`${PROGRAM}, its parent killed ${moment} the first poll`, async (t) => {
				const CHILD = fixturePath('program-child');
				const tree = start(t, 'parent', { HOW: 'spawn', CHILD, EXEC_ARGV, PROGRAM });
				await tree.line(moment === 'before' ? /^ready/ : /^main at first poll/);
				tree.kill('SIGKILL');
				assert.ok((await tree.end()).includes('exit 129'), tree.lines.slice(-3).join('\n'));
			});
		}
	}
});
