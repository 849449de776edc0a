/** The report: one line of JSON that tells why and how the process ended. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Report } from 'parent-watchdog';
import { createReport, ending, outcomes, run, startWatching } from '../helpers/ending.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { assertRounded } from '../helpers/rounded.js';
import { PRELOAD, start } from '../helpers/start.js';
import type { WayToEnd } from '../helpers/ways-to-end.js';

const REPORT = 'PARENT_WATCHDOG_REPORT';

/** Checks what every report of a fixture holds, and returns what does not. */
function readReport(report: Report | undefined, name: string) {
	assert.ok(report);
	const { time, pid, program, startedAt, duration, hooks, reason, end, resources, ...others } =
		report;
	assert.deepEqual(others, {});
	assert.ok(resources.every((resource) => /^\w+$/.test(resource)));
	assert.ok(Number.isInteger(pid));
	assert.equal(program, fixturePath(name));
	assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
	// One is rounded, the other cut, to whole or tenths of a millisecond.
	assert.ok(Math.abs(Date.parse(time) - startedAt - duration) < 2, `${time} and ${startedAt}`);
	assert.ok(Math.abs(Date.now() - startedAt) < 60_000, 'startedAt is ms since the epoch');
	const { suspectedAt, decidedAt } = reason;
	assertRounded(startedAt, duration, suspectedAt, decidedAt, ...hooks.map(({ ms }) => ms));
	return { reason, end, hooks: hooks.map(({ ms, ...hook }) => hook) };
}

describe('one line with all fields', { concurrency: 2 }, () => {
	const HOOK = { name: 'anonymous', priority: 0, outcome: 'done' };
	const ways: Partial<Record<WayToEnd, object>> = {
		shutdown: { reason: { type: 'shutdown', message: 'shutdown() was called' }, end: 'exit 0' },
		exit: {
			reason: { type: 'exit', message: 'the process exits with code 3', exitCode: 3 },
			end: 'exit 3',
			hooks: [{ ...HOOK, outcome: 'unfinished' }],
		},
		natural: {
			reason: { type: 'exit', message: 'the process exits with code 0', exitCode: 0 },
			end: 'exit 0',
		},
		uncaught: {
			reason: { type: 'exit', message: 'the process exits with code 1', exitCode: 1 },
			end: 'exit 1',
			hooks: [{ ...HOOK, outcome: 'unfinished' }],
		},
		SIGTERM: {
			reason: { type: 'signal', message: 'received SIGTERM', signal: 'SIGTERM' },
			end: 'SIGTERM',
		},
	};
	for (const ends of Object.keys(ways) as WayToEnd[]) {
		it(ends, async (t) => {
			const { path, read } = createReport(t);
			const name = 'shutdown/async-hook';
			await run(t, fixture(name, { ends }), { [REPORT]: path });
			const reports = read();
			assert.equal(reports.length, 1);
			assert.deepEqual(readReport(reports[0], name), { hooks: [HOOK], ...ways[ends] });
		});
	}

	it('parent gone', async (t) => {
		const { path, read } = createReport(t);
		const name = 'shutdown/async-hook';
		const { tree, parentPid, loseParent } = startWatching(t, fixture(name), { [REPORT]: path });
		await tree.line(/^ready/);
		await loseParent();
		await ending(tree);
		const { reason, ...others } = readReport(read()[0], name);
		assert.deepEqual(others, { end: 'exit 129', hooks: [HOOK] });
		const { suspectedAt = Number.NaN, decidedAt = Number.NaN, ...known } = reason;
		assert.deepEqual(known, {
			type: 'parent-gone',
			message: `the parent (pid ${parentPid}) is gone, detected by poll`,
			parentPid,
			detectedBy: 'poll',
			exitCode: 129,
		});
		assert.ok(suspectedAt <= decidedAt && decidedAt - suspectedAt < 1000);
	});

	it('is there though a signal ends the process while it exits', async (t) => {
		const { path, read } = createReport(t);
		const program = fixture('shutdown/signalled-at-last');
		const { tree, loseParent } = startWatching(t, program, { [REPORT]: path });
		await tree.line(/^ready/);
		await loseParent();
		const { lines, signal } = await ending(tree);
		assert.deepEqual([...lines, signal], ['hook: parent-gone', 'SIGINT']);
		assert.deepEqual(read().map(outcomes), [['anonymous: done']]);
	});

	it('the stack of a hook that failed', async (t) => {
		const { path, read } = createReport(t);
		const program = fixture('shutdown/odd-hook', { hook: 'throws', ends: 'shutdown' });
		await run(t, program, { [REPORT]: path });
		const [report] = read();
		assert.deepEqual(report && outcomes(report), ['first: done', 'odd: failed', 'last: done']);
		assert.match(report?.hooks[1]?.error ?? '', /^Error: thrown by a hook\n +at /);
		assert.deepEqual(
			report?.hooks.map(({ priority }) => priority),
			[1, 0, -1],
		);
	});
});

describe('the file', { concurrency: 2 }, () => {
	it('is appended to, by several processes at once', async (t) => {
		const { path, read } = createReport(t);
		writeFileSync(path, '{"hooks":[],"pid":0}\n');
		const child = fixture('shutdown/async-hook');
		const trees = (['fork', 'spawn', 'fork', 'spawn'] as const).map((how) =>
			start(t, fixture('parent', { how, child, execArgv: PRELOAD }), { [REPORT]: path }),
		);
		const pids = await Promise.all(
			trees.map(async (tree) => {
				const [, pid] = await tree.line(/^ready pid=(\d+)/);
				return Number(pid);
			}),
		);
		for (const tree of trees) tree.kill('SIGKILL');
		await Promise.all(trees.map((tree) => tree.end()));
		assert.deepEqual(
			read()
				.map(({ pid }) => pid)
				.sort(),
			[0, ...pids].sort(),
		);
	});

	// What cannot be written costs nobody the hooks: test/hostile/exhaustion.test.ts.

	for (const way of ['variable', 'option']) {
		it(`by a relative path is in the folder of the moment: ${way}`, async (t) => {
			const { path, read } = createReport(t);
			const report = basename(path);
			mkdirSync(join(dirname(path), 'elsewhere'));
			const program = fixture('shutdown/moving', way === 'option' ? { watch: { report } } : {});
			const variables = way === 'variable' ? { [REPORT]: report } : {};
			const tree = start(t, program, variables, {
				execArgv: PRELOAD,
				cwd: dirname(path),
			});
			assert.deepEqual((await ending(tree)).lines, ['in elsewhere']);
			assert.equal(read()[0]?.end, 'exit 0');
			assert.ok(!existsSync(join(dirname(path), 'elsewhere', report)));
		});
	}
});

describe('without any hook', { concurrency: 2 }, () => {
	for (const [ends, code] of [
		['exit', 3],
		['natural', 0],
		['uncaught', 1],
	] as const) {
		it(`an end is reported: ${ends}`, async (t) => {
			const { path, read } = createReport(t);
			const name = 'shutdown/no-hook';
			const ended = await run(t, fixture(name, { ends }), { [REPORT]: path });
			assert.deepEqual([ended.lines, ended.code], [[`exit ${code}`], code]);
			assert.deepEqual(readReport(read()[0], name), {
				reason: {
					type: 'exit',
					message: `the process exits with code ${code}`,
					exitCode: code,
				},
				end: `exit ${code}`,
				hooks: [],
			});
		});
	}

	it('a signal is left alone and cannot be reported', async (t) => {
		const { path, read } = createReport(t);
		const program = fixture('shutdown/no-hook', { ends: 'SIGTERM' });
		const { signal } = await run(t, program, { [REPORT]: path });
		assert.equal(signal, 'SIGTERM');
		assert.throws(read, { code: 'ENOENT' });
	});
});

describe('a report costs nobody the end', { concurrency: 2 }, () => {
	for (const replaces of ['Date', 'argv'] as const) {
		it(`where the program has replaced ${replaces}`, async (t) => {
			const { path } = createReport(t);
			const program = fixture('shutdown/no-hook', { replaces, ends: 'exit' });
			const { lines, code, stderr } = await run(t, program, { [REPORT]: path });
			assert.deepEqual([lines, code, stderr], [['exit 3'], 3, '']);
		});
	}
});
