/** The guard looks at what the main thread is doing: the program does not notice, wherever it is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLong } from '../helpers/extent.js';
import { fixture } from '../helpers/fixtures.js';
import { inTurns } from '../helpers/start.js';
import { createSupervisor, forkFixture } from '../helpers/supervised.js';

describe('a child that ends while it is looked at', () => {
	for (const [does, code] of [
		['process.exit()', 7],
		['natural end', 0],
	] as const) {
		it(`${does}: with its exit code, and nothing on stderr`, async (t) => {
			const [length, step] = isLong ? [16, 6] : [6, 16];
			const delays = Array.from({ length }, (_, index) => index * step);
			await inTurns(delays, 4, async (delay) => {
				const busy = fixture('supervision/busy', { does, delay, hears: 'SIGINT' });
				const variables = { PARENT_WATCHDOG_INTERVAL: '10' };
				const options = { guard: true, variables };
				const supervised = forkFixture(t, createSupervisor(t), busy, options);
				await supervised.line(/^busy/);
				await supervised.child.interrupt({ trace: true, timeout: 60_000 });
				const lines = await supervised.end();
				// The interrupt that follows the trace may come after Node has taken the listeners away.
				assert.ok([code, -2].includes(await supervised.child.exited));
				assert.equal(lines.at(-1), `exit ${code}`);
				// Node says so there, where it waits for a debugger to disconnect.
				assert.equal(supervised.output.stderr, '');
			});
		});
	}
});

it('a child that is looked at all the time does its work', async (t) => {
	const busy = fixture('supervision/busy', { does: 'loop that ends', hears: 'SIGINT' });
	const variables = { PARENT_WATCHDOG_INTERVAL: '5' };
	const options = { guard: true, variables };
	const supervised = forkFixture(t, createSupervisor(t), busy, options);
	await supervised.line(/^busy/);
	let looks = 0;
	for (let isDone = false; !isDone; looks += 1) {
		await supervised.child.interrupt({ trace: true, timeout: 50 });
		isDone = supervised.lines.some((line) => line.startsWith('after an await'));
	}
	const lines = supervised.lines.filter((line) => !/^(ready|busy|SIGINT)/.test(line));
	assert.deepEqual(lines, ['sums: 4999950000, true, kept', 'timer', 'after an await: kept']);
	assert.ok(looks > 5, `${looks} looks`);
	assert.equal(supervised.output.stderr, '');
});
