/** A main thread that waits for a child of its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { block, STORY } from '../helpers/block.js';
import { readStatus } from '../helpers/bystanders.js';

describe('a child that is waited for is ended, and the hooks run', () => {
	for (const way of [
		'execSync',
		'execSync in a loop that catches',
		'spawnSync of a child that ignores SIGTERM',
	] as const) {
		it(way, async (t) => {
			const { story, report, stderr } = await block(t, way);
			assert.deepEqual(story, STORY);
			assert.equal(report.end, 'exit 129');
			assert.equal(stderr, '');
			// What fails for want of its child is dropped, not thrown: it would be an uncaught error.
			if (way.startsWith('execSync')) {
				assert.match(report.stuck?.[0] ?? '', /at execSync .*\n.*blocking-child\.js:/);
			}
		});
	}
});

it('a detached child lives on', async (t) => {
	const { lines, story } = await block(t, 'execSync beside a detached child');
	assert.deepEqual(story, STORY);
	const [, pid] = /^detached pid=(\d+)$/m.exec(lines.join('\n')) ?? [];
	assert.match(readStatus(Number(pid), 'State'), /^[RSD]/);
});
