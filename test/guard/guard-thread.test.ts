/** The deadline, which holds whatever blocks the main thread. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertStuck, block, STORY } from '../helpers/block.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { SUBREAPER, withoutPython } from '../helpers/python.js';
import { PRELOAD, start } from '../helpers/start.js';

/** In ms, where the deadline is waited for. */
const gracePeriod = 3000;

describe('a native call that nothing unblocks is killed at the deadline', () => {
	for (const way of ['write to a full pipe', 'read of an idle pipe'] as const) {
		it(way, async (t) => {
			const { story, reports, report, stderr } = await block(t, way, { gracePeriod });
			assert.deepEqual(story, []);
			assert.equal(reports.length, 1);
			assert.equal(report.end, 'SIGKILL by the guard');
			assert.equal(report.program, fixturePath('blocking-child'));
			assert.equal(report.argv, undefined);
			assert.deepEqual(report.hooks, []);
			assert.equal(report.reason.type, 'parent-gone');
			assert.equal(report.reason.detectedBy, 'guard');
			assert.equal(stderr, '');
		});
	}
});

it('the grace period counts from the end of the parent, not from when the main thread is free', async (t) => {
	const { story, report } = await block(t, 'timer, and then a hook that hangs', { gracePeriod });
	assert.deepEqual(story, STORY);
	assert.equal(report.end, 'exit 129');
	// A fifth of the grace period had passed before the JavaScript was terminated.
	assert.ok(report.duration < gracePeriod - 500, `the hooks had ${report.duration} ms`);
});

it("an 'exit' listener that blocks is killed at the deadline, after the hooks", async (t) => {
	const { story, report, stderr } = await block(t, "'exit' listener", {
		when: /^ready/,
		gracePeriod,
	});
	assert.deepEqual(story, STORY);
	assert.deepEqual(
		report.hooks.map(({ outcome }) => outcome),
		['done'],
	);
	assert.equal(stderr, '');
});

it('with a debugger open, nothing is terminated but at the deadline', async (t) => {
	const { story, report, stderr } = await block(t, 'timer', {
		execArgv: ['--inspect=0'],
		gracePeriod,
	});
	assert.deepEqual(story, []);
	assert.equal(report.end, 'SIGKILL by the guard');
	assert.equal(report.stuck, undefined);
	assert.doesNotMatch(stderr, /Waiting|attached/);
});

it('the preload starts it, as the environment says', async (t) => {
	const variables = { PARENT_WATCHDOG_GUARD: '1', PARENT_WATCHDOG_GRACE_PERIOD: '3000' };
	const { story, report, stderr } = await block(t, 'timer', { execArgv: PRELOAD, variables });
	assert.deepEqual(story, STORY);
	assertStuck(report, 'stuck');
	assert.equal(stderr, '');
});

describe('a shutdown by SIGTERM, while the parent lives, with a hook that blocks', () => {
	const asked = {
		when: /^ready/,
		isOurs: true,
		end: (pid: number) => process.kill(pid, 'SIGTERM'),
	};

	it('ends by the signal, after the other hooks', async (t) => {
		const { story, report, exit } = await block(t, 'hook', asked);
		assert.deepEqual(story, ['hook started: signal', 'hook ended']);
		assert.equal(report.end, 'SIGTERM');
		assertStuck(report, 'stuck');
		assert.deepEqual(exit, { code: null, signal: 'SIGTERM' });
	});

	it('is killed at the deadline where the hook waits in a native call', async (t) => {
		const { story, report, exit } = await block(t, 'hook that reads an idle pipe', {
			...asked,
			gracePeriod,
		});
		assert.deepEqual(story, []);
		assert.equal(report.end, 'SIGKILL by the guard');
		assert.equal(report.reason.type, 'signal');
		assert.equal(report.reason.signal, 'SIGTERM');
		assert.deepEqual(exit, { code: null, signal: 'SIGKILL' });
	});
});

it('a child that was stopped for longer than the deadline still runs its hooks', async (t) => {
	const stopped = async (pid: number, killParent: () => void) => {
		process.kill(pid, 'SIGSTOP');
		killParent();
		// This is the situation: no result is waited for.
		setTimeout(() => process.kill(pid, 'SIGCONT'), 3500);
	};
	const { story, report } = await block(t, 'nowhere', {
		when: /^ready/,
		end: stopped,
		ms: 8000,
		gracePeriod,
	});
	assert.deepEqual(story, STORY);
	assert.equal(report.stuck, undefined);
});

it('an orphan that only its closed channel tells of ends though it is blocked', {
	skip: withoutPython,
}, async (t) => {
	const watch = { guard: true, interval: 50, gracePeriod: 3000 };
	const child = fixture('blocking-child', { blocks: 'immediate', watch });
	const parent = fixture('short-lived-parent', { how: 'fork', after: 0, child });
	const lines = await start(t, parent, {}, { prefix: SUBREAPER }).end();
	const story = lines.filter((line) => !/^(ready|blocks)/.test(line));
	assert.deepEqual(story, STORY);
});

it('a child whose living parent closes the channel goes on, however long it is blocked', async (t) => {
	const watch = { guard: true, interval: 50, gracePeriod: 300 };
	const child = fixture('briefly-blocked-child', { watch, blocked: 2500 });
	const parent = fixture('obedient-parent', { child, first: 'disconnect' });
	const tree = start(t, parent);
	await tree.line(/^exit/);
	assert.deepEqual(tree.lines.slice(1), ['hook started: exit', 'exit 7']);
});
