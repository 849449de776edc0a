/** Usage from `/proc/<pid>/stat`, beside what pidusage says of the same processes. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readStat } from '../../src/processes/proc.js';
import { createStatUsage } from '../../src/processes/stat-usage.js';
import { readUsage } from '../../src/processes/usage.js';
import { startBystander } from '../helpers/bystanders.js';

const skip = process.platform === 'linux' ? false : 'there is no /proc';

it('is what pidusage says, from one line of stat', { skip }, async (t) => {
	const pids = [process.pid, process.ppid, startBystander(t).pid];
	const toUsage = createStatUsage();
	const others = await readUsage(pids);
	for (const pid of pids) {
		const stat = readStat(pid);
		const other = others.get(pid);
		assert.ok(stat && toUsage && other);
		const ours = toUsage(stat);
		const near = (name: 'cpuTime' | 'elapsed', ms: number) =>
			assert.ok(Math.abs(ours[name] - other[name]) <= ms, `${name}: ${ours[name]}, ${other[name]}`);
		near('cpuTime', 1000);
		near('elapsed', 1000);
		assert.ok(ours.memory > other.memory / 2 && ours.memory < other.memory * 2);
		assert.ok(ours.cpu >= 0);
	}
});
