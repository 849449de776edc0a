/** Programs that make Node hostile to all that shares their process are watched all the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from './helpers/fixtures.js';
import { PRELOAD, start } from './helpers/start.js';

describe('a hostile program', { concurrency: 3 }, () => {
	for (const program of [
		'frozen',
		'hostile-process',
		'patched-loader',
		'tampered-process',
	] as const) {
		for (const moment of ['before', 'after']) {
			it(`${program}, its parent killed ${moment} the first poll`, async (t) => {
				const child = fixture('program-child', { program });
				const tree = start(t, fixture('parent', { how: 'spawn', child, execArgv: PRELOAD }));
				await tree.line(moment === 'before' ? /^ready/ : /^main at first poll/);
				tree.kill('SIGKILL');
				assert.ok((await tree.end()).includes('exit 129'), tree.lines.slice(-3).join('\n'));
			});
		}
	}
});
