/** Who descends from whom. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { collectDescendants, readProcTable } from '../../src/processes/proc-table.js';
import { startBystander } from '../helpers/bystanders.js';

const ROWS = [
	{ pid: 5, ppid: 4, start: 50 },
	{ pid: 1, ppid: 0, start: 10 },
	{ pid: 3, ppid: 2, start: 30 },
	{ pid: 2, ppid: 1, start: 20 },
	{ pid: 4, ppid: 3, start: 15 },
];

function collect(
	roots: [number, number][],
	...rest: [number?, ((row: { pid: number }) => boolean)?]
) {
	return collectDescendants(ROWS, new Map(roots), ...rest).map(({ pid }) => pid);
}

it('parents come before their children, and a root is not its own descendant', () => {
	assert.deepEqual(collect([[1, 0]], 100), [2, 3, 4, 5]);
	assert.deepEqual(
		collect(
			[
				[1, 0],
				[3, 0],
			],
			100,
		),
		[2, 4, 5],
	);
});

it('nobody counts who started before the parent: that pid was reused', () => {
	assert.deepEqual(collect([[1, 10]]), [2, 3]);
	assert.deepEqual(collect([[1, 10]], 15), [2, 3, 4, 5]);
});

it('who is not wanted is left out with all below', () => {
	assert.deepEqual(
		collect([[1, 0]], 100, ({ pid }) => pid !== 3),
		[2],
	);
});

it('a table that says that somebody is his own ancestor has an end', () => {
	const rows = [
		{ pid: 1, ppid: 2, start: 0 },
		{ pid: 2, ppid: 1, start: 0 },
	];
	assert.deepEqual(
		collectDescendants(rows, new Map([[1, 0]])).map(({ pid }) => pid),
		[2],
	);
});

it('/proc tells of ourselves and of our child', (t) => {
	const { pid } = startBystander(t);
	const row = readProcTable()?.find((one) => one.pid === pid);
	assert.equal(row?.ppid, process.pid);
	assert.equal(row?.pgrp, readProcTable()?.find((one) => one.pid === process.pid)?.pgrp);
});
