/** What pidusage tells of real processes. */
import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readUsage } from '../../src/processes/usage.js';
import { createDeadPid, startBystander } from '../helpers/bystanders.js';

describe('the usage of processes', () => {
	it('is told of ourselves', async () => {
		const usage = (await readUsage([process.pid])).get(process.pid);
		assert.ok(usage && usage.cpu >= 0);
		assert.ok(Math.abs(usage.elapsed - process.uptime() * 1e3) < 2_000, `${usage.elapsed} ms`);
		const { rss } = process.memoryUsage();
		assert.ok(usage.memory > rss / 4 && usage.memory < rss * 4, `${usage.memory} of ${rss}`);
	});

	it('is told of several at once', async (t) => {
		const pids = [process.pid, process.ppid, startBystander(t).pid];
		assert.deepEqual([...(await readUsage(pids)).keys()], pids);
	});

	it('is not told of a process that is gone, and of the others all the same', async (t) => {
		const [gone, alive] = [await createDeadPid(t), startBystander(t).pid];
		assert.deepEqual([...(await readUsage([gone, alive])).keys()], [alive]);
		assert.equal((await readUsage([gone])).size, 0);
	});

	it('is not told of nobody, and of numbers that are no pids', async () => {
		assert.equal((await readUsage([])).size, 0);
		assert.equal((await readUsage([-1, 0, Number.NaN, 2 ** 40])).size, 0);
	});

	it('keeps no more than one descriptor a process, however often it is asked', async (t) => {
		const pids = [process.pid, startBystander(t).pid];
		for (let times = 0; times < 5; times++) await readUsage(pids);
		for (const pid of pids) {
			const ours = procDescriptors().filter((path) => path === `/proc/${pid}/stat`);
			assert.ok(ours.length <= 1, ours.join());
		}
	});
});

function procDescriptors(): string[] {
	return readdirSync('/proc/self/fd').flatMap((name) => {
		try {
			const path = readlinkSync(`/proc/self/fd/${name}`);
			return /^\/proc\/\d+\/stat$/.test(path) ? [path] : [];
		} catch {
			return [];
		}
	});
}
