/** What a line of `/proc/<pid>/stat` says, and who we are. */
import assert from 'node:assert/strict';
import { readFileSync, readlinkSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readSelf, readStat } from '../../src/processes/proc.js';
import { hasEnded, parseStat } from '../../src/processes/stat.js';
import { startBystander } from '../helpers/bystanders.js';

const REST = '7 8 9 10 11 12 13 14 15 16 17 18 19 3 21 562872 23 24 25';

describe('parseStat()', () => {
	const names = ['node', 'a b', 'a) R 1 (b', ')', '', '((', 'x) Z 9 9'];
	for (const name of names) {
		it(`reads a process that is called ${JSON.stringify(name)}`, () => {
			assert.deepEqual(parseStat(`4711 (${name}) S 42 43 44 ${REST}`), {
				pid: 4711,
				state: 'S',
				ppid: 42,
				pgrp: 43,
				session: 44,
				terminal: 7,
				flags: 9,
				cpuTicks: 29,
				threads: 3,
				start: 562872,
				pages: 24,
			});
		});
	}

	for (const line of ['', '1', '1 (node', '1 (node) S 42 43 44', 'no such file']) {
		it(`makes nothing of ${JSON.stringify(line)}`, () => {
			assert.equal(parseStat(line), undefined);
		});
	}
});

describe('readStat()', () => {
	it('reads a real process', (t) => {
		const { pid } = startBystander(t);
		const stat = readStat(pid);
		assert.equal(stat?.pid, pid);
		assert.equal(stat?.ppid, process.pid);
		assert.equal(stat?.threads, 1);
		assert.equal(stat?.session, readStat(process.pid)?.session);
		assert.ok((stat?.start ?? 0) >= (readStat(process.pid)?.start ?? Infinity));
	});

	it('knows nothing of a process that is not there', () => {
		assert.equal(readStat(2 ** 22 + 1), undefined);
	});
});

it('readSelf() tells who we are, as the kernel does', () => {
	assert.equal(readlinkSync('/proc/self'), String(process.pid));
	const fields = readFileSync('/proc/self/stat', 'latin1')
		.replace(/^.*\) /, '')
		.split(' ');
	const [session, start] = [Number(fields[3]), Number(fields[19])];
	const leadsSession = session === process.pid;
	assert.deepEqual(readSelf(), { start, session, leadsSession, hasProc: true });
});

describe('hasEnded()', () => {
	const cases: [string, number, boolean][] = [
		['R', 1, false],
		['S', 4, false],
		['D', 1, false],
		['T', 1, false],
		['t', 1, false],
		['Z', 1, true],
		['Z', 0, true],
		['Z', 2, false],
		['X', 1, true],
		['x', 0, true],
	];
	for (const [state, threads, expected] of cases) {
		it(`${state} with ${threads} threads: ${expected}`, () => {
			assert.equal(hasEnded({ state, threads }), expected);
		});
	}
});
