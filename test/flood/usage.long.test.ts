/**
 * A supervisor that asks what short children use, thousands of them in turn. `FLOOD_SECONDS` says for how long
 * (`npm run test:flood`: 20 s).
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { createSupervisor } from '../helpers/supervised.js';

const SECONDS = Number(process.env.FLOOD_SECONDS ?? '1');

describe('the usage of short children', () => {
	it('leaves no descriptor open, however many they are', async (t) => {
		const supervisor = createSupervisor(t, { reaper: false });
		const before = countDescriptors();
		let [children, told, most] = [0, 0, 0];
		for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
			const round = Array.from({ length: 10 }, () => {
				return supervisor.spawn('sleep', ['0.02'], { stdio: 'ignore', preload: false }).exited;
			});
			told += (await supervisor.usage()).length;
			await Promise.all(round);
			children += round.length;
			// The lines of those that have just ended are closed a turn later.
			await new Promise((next) => setImmediate(next));
			most = Math.max(most, countDescriptors());
		}
		t.diagnostic(`${children} children, told of ${told}, ${before} to ${most} descriptors`);
		assert.ok(told > 0 && told >= children / 2, `${told} of ${children}`);
		assert.ok(most <= before + 15, `${most} descriptors, ${before} before`);
	});
});

/** There is a folder for them on macOS as well. */
function countDescriptors(): number {
	return readdirSync('/dev/fd').length;
}
