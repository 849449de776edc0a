/** Worker threads: ended at once, or given a time to end by themselves. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WorkerName } from '../../fixtures/executors/workers.js';
import { ending } from '../../helpers/ending.js';
import { fixture } from '../../helpers/fixtures.js';
import { start } from '../../helpers/start.js';

const situations: Record<WorkerName, string[]> = {
	'that listens for messages': ['Worker: closed'],
	'that never returns': ['Worker: closed'],
	'that is told to end, with a timeout': ['ended itself with 0', 'Worker: closed'],
	'that goes on after its timeout': ['Worker: forced'],
	'that is only just starting': ['Worker: closed'],
	'that has ended before it is used': ['Worker: closed'],
	'that has ended after it was used': ['size 0'],
	'that keeps nobody alive': ['Worker: closed'],
};

describe('a worker', { concurrency: 2 }, () => {
	for (const [name, expected] of Object.entries(situations)) {
		it(name, async (t) => {
			const situation = name as WorkerName;
			const tree = start(t, fixture('executors/workers', { situation }));
			const { lines, code, stderr } = await ending(tree);
			assert.equal(stderr, '');
			assert.equal(code, 0);
			assert.deepEqual(lines, expected);
		});
	}
});
