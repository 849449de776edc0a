/** Start times on systems without `/proc`: told by a program, compared with tolerance. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findReplaced } from '../../src/detection/age.js';
import { createTarget } from '../../src/detection/target.js';
import { readStat } from '../../src/processes/proc.js';
import { createDeadPid, startBystander } from '../helpers/bystanders.js';

const TOLERANCE = 5_000;

/** When a process began, in ms since our own start; the kernel counts in hundredths of a second. */
function startOf(pid: number): number {
	return ((readStat(pid)?.start ?? Number.NaN) - (readStat(process.pid)?.start ?? 0)) * 10;
}

describe('a process is another one than the one that was watched', () => {
	for (const [margin, expected] of [
		[-1_000, true],
		[1_000, false],
	] as const) {
		it(`${expected ? 'if' : 'unless'} it began after the watch and the tolerance`, async (t) => {
			for (const pid of [process.ppid, startBystander(t).pid]) {
				const target = createTarget(pid, 0);
				const watchedSince = startOf(pid) - TOLERANCE + margin;
				const replaced = await findReplaced([target], watchedSince);
				assert.deepEqual(replaced, expected ? [target] : [], `pid ${pid}`);
			}
		});
	}

	it('each of several for itself', async (t) => {
		const [older, younger] = [
			createTarget(process.ppid, 0),
			createTarget(startBystander(t).pid, 0),
		];
		// Long before both, then for the older one just within the tolerance.
		assert.deepEqual(await findReplaced([older, younger], -1e9), [older, younger]);
		assert.deepEqual(await findReplaced([younger, older], process.uptime() * 1e3), []);
	});

	it('unless it is gone: the other probes tell that', async (t) => {
		const gone = createTarget(await createDeadPid(t), 0);
		const older = createTarget(process.ppid, 0);
		assert.deepEqual(await findReplaced([gone], -1e9), []);
		assert.deepEqual(await findReplaced([gone, older], -1e9), [older]);
	});
});
