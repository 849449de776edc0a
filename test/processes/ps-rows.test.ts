/** The process table on systems that have no `/proc`: real processes, as `ps` tells them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPsRows } from '../../src/processes/ps-rows.js';
import { firstLine, readStatus, startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { WITH_FOREIGN_PROC, withoutUnshare } from '../helpers/isolation.js';
import { withoutPython } from '../helpers/python.js';
import { start } from '../helpers/start.js';
import { until } from '../helpers/until.js';

/** It never waits for its child. */
const CARELESS = [
	'python3',
	'-c',
	"import subprocess, time; p = subprocess.Popen(['true']); print(p.pid, flush=True); time.sleep(60)",
];

describe('the table from ps', () => {
	it('tells parent, group and start time', async (t) => {
		const { pid } = startBystander(t, ['setsid', 'sleep', '60']);
		const rows = (await readPsRows([])) ?? [];
		const row = rows.find((one) => one.pid === pid);
		assert.deepEqual([row?.ppid, row?.pgrp, row?.hasEnded], [process.pid, pid, false]);
		assert.ok(Math.abs(Date.now() - (row?.start ?? 0)) < 60_000, `${row?.start}`);
	});

	it('tells a zombie from who lives', { skip: withoutPython }, async (t) => {
		const bystander = startBystander(t, CARELESS);
		const zombie = Number(await firstLine(bystander));
		await until('it is a zombie', () => readStatus(zombie, 'State').startsWith('Z'));
		const rows = (await readPsRows([])) ?? [];
		const states = [zombie, bystander.pid].map(
			(pid) => rows.find((one) => one.pid === pid)?.hasEnded,
		);
		assert.deepEqual(states, [true, false]);
	});
});

/** A shell above a process that ignores SIGTERM. It says on stdout when both are there. */
const command = ['sh', '-c', `sh -c 'trap "" TERM; echo ready; exec sleep 60'; true`];

describe('a tree is ended', () => {
	it('on a system without /proc', async (t) => {
		const tree = start(t, fixture('tree-ending-parent', { command, system: 'freebsd' }));
		assert.deepEqual(await tree.end(), ['ended 2, killed 1, left 0']);
	});

	it('with a /proc of another pid namespace, as a group', { skip: withoutUnshare }, async (t) => {
		// A pid 1 that reaps: a zombie cannot be told from a member that lives.
		const prefix = [...WITH_FOREIGN_PROC, 'bash', '-c', '"$@"; exit $?', 'bash'];
		const tree = start(t, fixture('tree-ending-parent', { command }), {}, { prefix });
		assert.deepEqual(await tree.end(), ['ended 1, killed 1, left 0']);
	});
});
