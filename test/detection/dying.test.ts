/** Who is past return, though not yet gone. Those that are: test/hostile/dying.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createDeadPid, firstLine, startBystander } from '../helpers/bystanders.js';
import { internal } from '../helpers/internal.js';
import { LEADERLESS, withoutPython } from '../helpers/python.js';

const { isDying } = internal<typeof import('../../src/detection/dying.js')>('detection/dying');

describe('a process is not dying', { skip: process.platform !== 'linux' && 'no /proc' }, () => {
	it('while it lives', () => {
		assert.equal(isDying(process.pid), false);
		assert.equal(isDying(process.ppid), false);
	});

	it('while it is stopped', async (t) => {
		const { pid } = startBystander(t);
		process.kill(pid, 'SIGSTOP');
		assert.equal(isDying(pid), false);
	});

	it('if its leader thread has exited and another one lives', {
		skip: withoutPython,
	}, async (t) => {
		const leaderless = startBystander(t, LEADERLESS);
		await firstLine(leaderless);
		assert.equal(isDying(leaderless.pid), false);
	});

	it('once it is gone: the probes tell that', async (t) => {
		assert.equal(isDying(await createDeadPid(t)), false);
	});
});
