/** The stop of many trees at once: what it costs, and that none is killed who would have ended. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { StopReport } from 'parent-watchdog/supervisor';
import { createSupervisor } from '../helpers/supervised.js';
import { withDeadline } from '../helpers/tree.js';

/** It needs 300 ms to end. */
const SLOW =
	'$| = 1; $SIG{TERM} = sub { select undef, undef, undef, 0.3; exit }; print "ready\\n"; sleep 60';

interface Result extends StopReport {
	/** The longest that we have used the processor in one turn of the event loop, in ms. */
	longestTurn: number;
}

async function stopMany(t: TestContext, count: number): Promise<Result> {
	const supervisor = createSupervisor(t, { reaper: false, stop: { tree: true } });
	const children = Array.from({ length: count }, () => {
		return supervisor.spawn('perl', ['-e', SLOW], { stdio: ['ignore', 'pipe', 'inherit'] });
	});
	const ready = children.map(({ process }) => {
		return new Promise((resolve) => process.stdout?.once('data', resolve));
	});
	await withDeadline(Promise.all(ready), 60_000, () => 'not all are ready');
	const stopWatching = watchTurns();
	const report = await supervisor.stop();
	return { ...report, longestTurn: stopWatching() };
}

/** By processor time: the machine has other things to do. */
function watchTurns(): () => number {
	let longest = 0;
	let last = process.cpuUsage();
	const look = () => {
		const { user, system } = process.cpuUsage(last);
		last = process.cpuUsage();
		longest = Math.max(longest, (user + system) / 1e3);
		immediate = setImmediate(look);
	};
	let immediate = setImmediate(look);
	return () => {
		clearImmediate(immediate);
		return longest;
	};
}

describe('the stop of 200 trees that need 300 ms to end', () => {
	it('takes about as long as that of 20, kills nobody and does not block the event loop', async (t) => {
		const few = await stopMany(t, 20);
		const many = await stopMany(t, 200);
		for (const { ok, warnings, children } of [few, many]) {
			assert.deepEqual([ok, warnings], [true, []]);
			const killed = children.flatMap(({ tree }) => tree?.killed ?? []);
			assert.deepEqual(killed, []);
			assert.deepEqual(new Set(children.map(({ endedBy }) => endedBy)), new Set(['terminate']));
		}
		t.diagnostic(`20: ${few.ms} ms, 200: ${many.ms} ms, turn: ${many.longestTurn} ms`);
		// 1.5 times on a quiet machine; before there was one table for all, it was 50 times.
		assert.ok(many.ms < few.ms * 1.5 + 1000, `${many.ms} ms against ${few.ms} ms`);
		assert.ok(many.longestTurn < 50, `a turn of ${many.longestTurn} ms`);
	});
});
