/**
 * Clocks that jump. Only the monotonic one may decide when something is due; and a start time means nothing
 * where time has another beginning. See also test/environment.test.ts: another time namespace in words.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Report, WatchOptions } from 'parent-watchdog';
import { block } from '../helpers/block.js';
import { readStatus, startBystander } from '../helpers/bystanders.js';
import {
	IN_ANOTHER_TIME,
	JUMPING_CLOCK,
	wallClock,
	withoutFaketime,
	withoutTimeNamespace,
} from '../helpers/clocks.js';
import { createReport, outcomes } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, readStory, start, type Variables } from '../helpers/start.js';

const GRACE_PERIOD = 1500;
const OPTIONS = {
	PARENT_WATCHDOG_INTERVAL: '50',
	PARENT_WATCHDOG_GRACE_PERIOD: String(GRACE_PERIOD),
};

const clocks = {
	'of the program': { skip: false, create: () => ({}) },
	'of the process': { skip: withoutFaketime, create: wallClock },
} as const;

for (const [whose, { skip, create }] of Object.entries(clocks)) {
	describe(`a wall clock ${whose} that jumps by hours`, { skip, concurrency: 2 }, () => {
		const ways: Record<
			string,
			{ execArgv: string[]; watch?: WatchOptions; variables?: Variables }
		> = {
			'before the preload': { execArgv: [...JUMPING_CLOCK, ...PRELOAD] },
			'after the preload': { execArgv: [...PRELOAD, ...JUMPING_CLOCK] },
			'in code': { execArgv: JUMPING_CLOCK, watch: {} },
			'with a guard': {
				execArgv: [...PRELOAD, ...JUMPING_CLOCK],
				variables: { PARENT_WATCHDOG_GUARD: '1' },
			},
		};
		for (const [when, { execArgv, watch, variables }] of Object.entries(ways)) {
			it(`ends nobody and holds up nobody's end: ${when}`, async (t) => {
				const { path, read } = createReport(t);
				const child = fixture('hanging-hooks-child', { watch, lived: 800 });
				const options = { ...OPTIONS, PARENT_WATCHDOG_REPORT: path };
				const tree = start(t, fixture('parent', { how: 'fork', child, execArgv }), {
					...{ ...create(t), ...options, ...variables },
				});
				await tree.line(/^the clock jumps/);
				await tree.line(/^lived on/);
				const killed = performance.now();
				tree.kill('SIGKILL');
				const lines = await tree.end();
				const took = performance.now() - killed;
				assert.deepEqual(
					lines.filter((line) => /^(hook|exit)/.test(line)),
					['hook started: parent-gone', 'hook ended', 'exit 129'],
				);
				assert.ok(!lines.includes('verdict: alive by poll'), lines.join('\n'));
				const [report] = read() as [Report];
				assert.deepEqual(outcomes(report), [
					'ends: done',
					'hangs for a while: timed-out',
					'hangs: unfinished',
				]);
				assertTimes(report, took);
			});
		}

		it('leaves the report of the guard its times', async (t) => {
			const { report } = await block(t, 'hook that reads an idle pipe', {
				...{ when: /^the clock jumps/, execArgv: JUMPING_CLOCK, variables: create(t) },
			});
			assert.equal(report.end, 'SIGKILL by the guard');
			assertTimes(report, 20_000);
		});
	});
}

describe('a child in another time namespace, where start times differ', {
	skip: withoutTimeNamespace,
}, () => {
	const entries = {
		directly: IN_ANOTHER_TIME,
		'through another process': [...IN_ANOTHER_TIME, '--fork'],
	};
	const ways: Record<string, { execArgv: string[]; watch?: WatchOptions }> = {
		'by the preload': { execArgv: PRELOAD },
		'in code': { execArgv: [], watch: {} },
	};
	for (const [entry, through] of Object.entries(entries)) {
		for (const [how, { execArgv, watch }] of Object.entries(ways)) {
			it(`${entry}, watched ${how}`, async (t) => {
				const child = fixture('telling-child', { watch, lived: 600 });
				const command = [...through, process.execPath, ...execArgv, child.path];
				const variables = { ...OPTIONS, ...child.variables };
				// The parent names itself in the environment, by its pid and its start time.
				const starting = fixture('starting-parent', { command });
				const tree = start(t, starting, variables, { execArgv: PRELOAD });
				const [, pid] = await tree.line(/^ready pid=(\d+)/);
				const parent = Number(readStatus(Number(pid), 'PPid'));
				assert.equal(parent === tree.root.pid, entry === 'directly');
				await tree.line(/^lived on/);
				process.kill(parent, 'SIGKILL');
				await tree.line(/^exit/);
				assert.deepEqual(tree.lines.slice(1), [
					...['lived on', 'verdict: gone by poll', 'hook started: parent-gone by poll'],
					...[`gone: ${parent}`, 'hook ended', 'exit 129'],
				]);
			});
		}

		it(`${entry}, watching a process that is named by its pid`, async (t) => {
			const bystander = startBystander(t);
			const pids = ['parent', bystander.pid] as const;
			const child = fixture('named-target-child', { pids, lived: 300 });
			const tree = start(t, child, {}, { prefix: through });
			await tree.line(/^lived on/);
			bystander.kill('SIGKILL');
			assert.deepEqual(await readStory(tree), [
				...['alive: true', `hook started: parent-gone ${bystander.pid}`],
				...['hook ended', 'exit 129'],
			]);
		});
	}

	it('with all of its family', async (t) => {
		const child = fixture('telling-child', { lived: 600 });
		const parent = fixture('parent', { how: 'shell', child, execArgv: PRELOAD });
		const options = { execArgv: PRELOAD, prefix: IN_ANOTHER_TIME };
		const tree = start(t, parent, OPTIONS, options);
		await tree.line(/^lived on/);
		tree.kill('SIGKILL');
		assert.equal((await readStory(tree)).at(-1), 'exit 129');
	});
});

/** Whichever clock they are read from, the times of one report are within seconds of each other. */
function assertTimes(report: Report, took: number): void {
	const { reason, startedAt, duration, time, hooks } = report;
	const told = JSON.stringify(report);
	const { suspectedAt = Number.NaN, decidedAt = Number.NaN } = reason;
	assert.ok(suspectedAt <= decidedAt && decidedAt <= startedAt, told);
	assert.ok(startedAt - suspectedAt <= took, told);
	// With a guard the grace period has begun when that one found the parent gone.
	assert.ok(duration >= GRACE_PERIOD / 2 && duration <= took, told);
	assert.ok(Math.abs(Date.parse(time) - startedAt - duration) < 2, told);
	assert.ok(Math.abs(Date.now() - startedAt) < 6 * 3_600_000, told);
	for (const { ms } of hooks) assert.ok(ms >= 0 && ms <= took, told);
}
