/** The stop of many trees at once, by a supervisor in the test itself. */
import type { TestContext } from 'node:test';
import type { StopReport } from 'parent-watchdog/supervisor';
import { createSupervisor } from './supervised.js';
import { withDeadline } from './tree.js';

/** It needs 300 ms to end. */
const SLOW =
	'$| = 1; $SIG{TERM} = sub { select undef, undef, undef, 0.3; exit }; print "ready\\n"; sleep 60';

interface Result extends StopReport {
	/** The longest that we have held the event loop in one turn, in ms. */
	longestTurn: number;
}

export async function stopMany(t: TestContext, count: number): Promise<Result> {
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

/**
 * By processor time, since the machine has other things to do, and by the clock, since other threads of ours take
 * processor time as well: the lesser of the two.
 */
function watchTurns(): () => number {
	let longest = 0;
	let last = process.cpuUsage();
	let lastAt = performance.now();
	const look = () => {
		const { user, system } = process.cpuUsage(last);
		const passed = performance.now() - lastAt;
		last = process.cpuUsage();
		lastAt = performance.now();
		longest = Math.max(longest, Math.min((user + system) / 1e3, passed));
		immediate = setImmediate(look);
	};
	let immediate = setImmediate(look);
	return () => {
		clearImmediate(immediate);
		return longest;
	};
}
