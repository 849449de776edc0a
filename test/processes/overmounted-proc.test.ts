/** A `/proc` that tells of others than before, while a process runs. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { start } from '../helpers/start.js';

describe('a /proc that is no longer ours', { skip: withoutUnshare }, () => {
	// What lies below it is that of the namespace outside, in which the pid may be anybody's or nobody's.
	for (const [how, found] of [
		['unmounted', []],
		['overmounted', ['found: another']],
		['copied', ['found: the same']],
	] as const) {
		it(`makes nobody gone, and nobody is signalled by it: ${how}`, async (t) => {
			const program = fixture('overmounting-child', { how });
			const tree = start(t, program, {}, { prefix: [...AS_PID_1] });
			assert.deepEqual(await tree.end(), [
				'before: true, true',
				...found,
				'after: true, false',
				'lives: true',
				'stopped: terminate',
				'exit 129',
			]);
		});
	}
});
