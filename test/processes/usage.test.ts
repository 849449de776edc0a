/** What pidusage tells, of real processes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { it } from 'node:test';

const dist = dirname(require.resolve('parent-watchdog'));
const { readUsage }: typeof import('../../src/processes/usage.js') = require(
	join(dist, 'processes', 'usage.js'),
);

it('tells the share of a processor since the start, also when asked for the first time', async () => {
	while (process.cpuUsage().user < 200_000) {
		// Some work, for pidusage to see.
	}
	const before = measure();
	const usage = (await readUsage([process.pid])).get(process.pid);
	const after = measure();
	assert.ok(usage, 'no usage of this process');
	// The kernel counts in ticks of 10 ms, and from a little before Node does.
	const [low, high] = [0.8 * (before.used / after.elapsed), 1.25 * (after.used / before.elapsed)];
	assert.ok(usage.cpu > 100 * low && usage.cpu < 100 * high, `${usage.cpu}: ${low}..${high}`);
	assert.ok(usage.memory > 2 ** 20, `${usage.memory} bytes`);
});

it('has no entry for a process that is gone, and tells of the others all the same', async () => {
	const gone = spawn(process.execPath, ['--eval', '']);
	await once(gone, 'exit');
	const usage = await readUsage([gone.pid as number, process.pid]);
	assert.deepEqual([...usage.keys()], [process.pid]);
});

function measure(): { used: number; elapsed: number } {
	const { user, system } = process.cpuUsage();
	return { used: (user + system) / 1e3, elapsed: process.uptime() * 1e3 };
}
