/** What pidusage tells of real processes. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readUsage } from '../../src/processes/usage.js';
import { createDeadPid, startBystander } from '../helpers/bystanders.js';
import { createFolder } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';

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

	it('leaves no descriptor open, however many are asked', async (t) => {
		const before = procDescriptors();
		const pids = Array.from({ length: 30 }, () => startBystander(t).pid);
		for (let times = 0; times < 3; times++) {
			assert.equal((await readUsage([...pids, process.pid])).size, 31);
		}
		assert.deepEqual(procDescriptors(), before);
	});

	it('runs no tool where there is /proc', async (t) => {
		const tools: unknown[] = [];
		const note = (message: unknown) => tools.push(message);
		subscribe('child_process', note);
		t.after(() => unsubscribe('child_process', note));
		assert.equal((await readUsage([process.pid])).size, 1);
		assert.deepEqual(tools, []);
	});
});

describe('a ps and a getconf that hang', { concurrency: 3 }, () => {
	const systems = [
		['linux', 'linux', false],
		// Then pidusage asks getconf(1) for its units.
		['linux', 'linux without /proc/self/auxv', true],
		['freebsd', 'freebsd', false],
	] as const;
	for (const [system, name, withoutUnits] of systems) {
		it(`are no answer after a while, and keep nobody alive, on ${name}`, async (t) => {
			const folder = createFolder(t);
			for (const tool of ['ps', 'getconf'])
				writeFileSync(join(folder, tool), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
			const PATH = `${folder}:${process.env.PATH}`;
			const asking = fixture('asking-tools', { system, withoutUnits });
			const tree = start(t, asking, { PATH }, { deadline: 60_000 });
			const lines = await tree.end();
			assert.deepEqual(lines, [
				`processes: ${system === 'linux' ? 'known' : 'unknown'}`,
				`usage: ${name === 'linux' ? 1 : 0}`,
			]);
		});
	}
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
