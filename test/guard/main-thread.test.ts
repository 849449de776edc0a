/** How long the main thread may be silent, as the guard counts it. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MainThread, STEP } from '../../src/guard/main-thread.js';
import { createSharedMemory } from '../../src/guard/shared-memory.js';

/** With a grace period of 5 s the patience is 1 s. */
const GRACE_PERIOD = 5000;
const DEADLINE = Number.POSITIVE_INFINITY;

for (const [where, late, steps] of [
	// Each takes five times as long as on a quiet machine, and counts for as much.
	['on a busy machine', 5 * STEP, 4],
	// Nobody ran: what a step counts for has a limit.
	['while everybody stands still again and again', 12 * STEP, 4],
] as const) {
	it(`a main thread that is silent ${where} counts as blocked after ${steps} steps`, async () => {
		const mainThread = new MainThread(createSharedMemory(), GRACE_PERIOD, () => {});
		let taken = 0;
		const isAnswered = await mainThread.answers('gone', DEADLINE, async () => {
			taken += 1;
			await delay(late);
		});
		assert.deepEqual([isAnswered, taken], [false, steps]);
	});
}
