/** A few rounds of `npm run test:chaos`, and the proof that it can fail. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playRounds } from './chaos/rounds.js';
import { withoutUnshare } from './helpers/isolation.js';

const skip = process.platform === 'win32' && 'it reads /proc and sends signals';

describe('chaos', { skip }, () => {
	it('leaves nobody behind, ends nobody whose parent lives, and runs each hook once', async (t) => {
		const seed = Math.floor(Math.random() * 2 ** 31);
		t.diagnostic(`seed ${seed}`);
		const reports: string[] = [];
		const tally = await playRounds({
			seed,
			rounds: 40,
			jobs: 4,
			until: Date.now() + 30_000,
			onFailure: (report) => reports.push(report),
		});
		t.diagnostic(String(tally));
		assert.ok(tally.rounds > 0);
		assert.deepEqual([...tally.failures], [], reports.join('\n'));
	});

	const sabotages = {
		orphan: { PARENT_WATCHDOG: 'off' },
		// No process has that pid.
		'false alarm': { PARENT_WATCHDOG_PID: String(2 ** 31 - 2) },
		'hook lost': { PARENT_WATCHDOG_GRACE_PERIOD: '1' },
	};
	for (const [kind, variables] of Object.entries(sabotages)) {
		it(`finds the ${kind} that a wrong setting causes`, { skip: withoutUnshare }, async () => {
			const reports: string[] = [];
			const options = { variables, margin: 0, onFailure: (text: string) => reports.push(text) };
			// Of these plans some are known to show it.
			await playRounds({ seed: 7, rounds: 6, jobs: 3, ...options });
			const found = reports.filter((report) => report.includes(`\n  ${kind}: `));
			assert.notEqual(found.length, 0, reports.join('\n'));
			assert.match(
				found[0] ?? '',
				/replay: npm run test:chaos -- --seed 7 --first \d --rounds 1\n/,
			);
		});
	}
});
