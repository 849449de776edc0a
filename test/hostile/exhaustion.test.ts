/** No memory, and no room for the report: no end may depend on it. Descriptors: descriptors.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { killAndReap, startBystander } from '../helpers/bystanders.js';
import { ending, startWatching } from '../helpers/ending.js';
import { WITHOUT_CORE, withoutPrlimit } from '../helpers/exhaustion.js';
import { fixture } from '../helpers/fixtures.js';
import { readStory, start } from '../helpers/start.js';
import { unwritableReports } from '../helpers/unwritable.js';

const HOOK = ['hook started: parent-gone', 'hook ended'];

describe('no memory is left for a hook', { skip: withoutPrlimit, concurrency: 2 }, () => {
	for (const guard of [false, true]) {
		for (const when of ['at once', 'in steps']) {
			const how = `${when}, ${guard ? 'with' : 'without'} a guard`;
			it(`which takes all of it ${how}: those before it have run`, async (t) => {
				const parent = startBystander(t);
				// Half of the grace period is its share: after that, the third one would begin.
				const watch = { pid: parent.pid, interval: 50, gracePeriod: 30_000, guard };
				const inSteps = when === 'in steps';
				const child = fixture('hungry-child', { watch, inSteps, lived: 700 });
				const execArgv = ['--max-old-space-size=32'];
				const tree = start(t, child, {}, { execArgv, prefix: WITHOUT_CORE });
				await tree.line(/^lived on/);
				await killAndReap(parent);
				assert.deepEqual(await readStory(tree), ['first hook', 'second hook']);
				// V8 aborts the process: https://nodejs.org/api/process.html#exit-codes
				assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGABRT' });
			});
		}
	}
});

describe('the report cannot be written', { concurrency: 2 }, () => {
	for (const [where, { skip, create }] of Object.entries(unwritableReports)) {
		it(`${where}: the hooks run, and one line tells it who asks`, { skip }, async (t) => {
			const { path, prefix = [], when } = create(t);
			const child = fixture('exhausted-child', { when });
			const variables = { PARENT_WATCHDOG_REPORT: path, NODE_DEBUG: 'parent-watchdog' };
			const { tree, loseParent } = startWatching(t, child, variables, { prefix });
			await tree.line(/^ready/);
			await loseParent();
			const { lines, code, stderr } = await ending(tree);
			assert.deepEqual(lines, ['verdict: gone by poll', ...HOOK, 'exit 129']);
			assert.equal(code, 129);
			assert.equal(stderr.match(/no report:/g)?.length, 1, stderr);
		});
	}
});
