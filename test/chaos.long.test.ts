/** A few rounds of `npm run test:chaos`, and the proof that it can fail. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, type Kind } from './chaos/judge.js';
import type { MemberPlan, Plan } from './chaos/plan.js';
import { play } from './chaos/play.js';
import { playRounds } from './chaos/rounds.js';
import { withoutUnshare } from './helpers/isolation.js';

const skip = process.platform === 'win32' && 'it reads /proc and sends signals';

describe('chaos', { skip }, () => {
	it('leaves nobody behind, ends nobody whose parent lives, and runs each hook once', async (t) => {
		const reports: string[] = [];
		const tally = await playRounds({
			// Always the same plans; the long run draws others.
			seed: 1,
			rounds: 12,
			jobs: 2,
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
			const played = await play(planOfTwo, { variables, margin: 0 });
			const kinds = judge(played).map((failure) => failure.kind);
			assert.ok(kinds.includes(kind as Kind), JSON.stringify({ kinds, events: played.events }));
		});
	}
});

/** A parent that knows nothing of the watchdog, its child with a hook, and the end of the parent. */
const planOfTwo: Plan = {
	seed: 0,
	round: 0,
	timing: { interval: 50, gracePeriod: 1000 },
	isCalm: true,
	root: { ...member('0'), watch: 'none', children: [{ ...member('0.0'), watch: 'code' }] },
	kills: [{ victim: '0', from: 'calm', of: '0', delay: 0, signal: 'SIGKILL', stopped: 0 }],
};

function member(id: string): Omit<MemberPlan, 'watch'> {
	return {
		id,
		ipc: false,
		shell: false,
		guard: false,
		logs: false,
		blocksAfter: undefined,
		hooks: id === '0' ? [] : [{ after: 0, takes: 40 }],
		disconnectAfter: undefined,
		exitAfter: undefined,
		delay: 0,
		children: [],
	};
}
