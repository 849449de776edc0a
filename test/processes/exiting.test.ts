/** A process whose end is certain, though it can still be found. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { isExiting } from '../../src/processes/exiting.js';
import { readSelf, readStat } from '../../src/processes/proc.js';
import { firstLine, startBystander } from '../helpers/bystanders.js';
import { LEADERLESS, withoutPython } from '../helpers/python.js';

const withoutProc = !readSelf().hasProc && 'there is no /proc';

describe('isExiting()', { skip: withoutProc }, () => {
	const PF_EXITING = 0x4;
	const stat = (pid: number) => {
		const found = readStat(pid);
		assert.ok(found, `there is no process ${pid}`);
		return found;
	};

	it('is true from the moment that its files are closed', async (t) => {
		// The shell becomes a sleep, which waits for nobody, and holds no pipe of ours.
		const command = 'sleep 60 & echo $!; exec sleep 60 > /dev/null';
		const family = startBystander(t, ['sh', '-c', command]);
		const [line] = await once(family.stdout as Readable, 'data');
		const pid = Number(line);
		assert.equal(isExiting(stat(pid)), false);
		process.kill(pid, 'SIGKILL');
		await once(family.stdout as Readable, 'end');
		assert.equal(isExiting(stat(pid)), true);
	});

	it('is false for one that lives', (t) => {
		assert.equal(isExiting(stat(startBystander(t).pid)), false);
		assert.equal(isExiting(stat(process.pid)), false);
	});

	it('is false where the leader has exited and others live', { skip: withoutPython }, async (t) => {
		const leaderless = startBystander(t, LEADERLESS);
		await firstLine(leaderless);
		const found = stat(leaderless.pid);
		assert.equal(found.flags & PF_EXITING, PF_EXITING);
		assert.equal(isExiting(found), false);
	});

	it('is false where its threads cannot be listed, or are not those that were counted', () => {
		assert.equal(isExiting({ pid: 2 ** 22 + 1, flags: PF_EXITING, threads: 2 }), false);
		assert.equal(isExiting({ pid: process.pid, flags: PF_EXITING, threads: 2 ** 22 }), false);
	});
});
