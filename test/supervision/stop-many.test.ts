/** The stop of many trees at once: what it costs, and that none is killed who would have ended. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stopMany } from '../helpers/stop-many.js';

describe('the stop of 200 trees that need 300 ms to end', () => {
	it('takes about as long as that of 20, kills nobody and does not block the event loop', async (t) => {
		const few = await stopMany(t, 20);
		const many = await stopMany(t, 200);
		for (const { ok, warnings, children } of [few, many]) {
			assert.deepEqual([ok, warnings], [true, []]);
			const killed = children.flatMap(({ tree }) => tree?.killed ?? []);
			assert.deepEqual(killed, []);
			assert.deepEqual(new Set(children.map(({ endedBy }) => endedBy)), new Set(['terminate']));
		}
		t.diagnostic(`20: ${few.ms} ms, 200: ${many.ms} ms, turn: ${many.longestTurn} ms`);
		// On a quiet machine at most 1.5 times (stop-many.long.test.ts). Before there was one table for all, it was half
		// a minute, and most were killed.
		assert.ok(many.ms < few.ms * 1.5 + 8000, `${many.ms} ms against ${few.ms} ms`);
		assert.ok(many.longestTurn < 50, `a turn of ${many.longestTurn} ms`);
	});
});
