/** The guard looks at what the main thread is doing: the program does not notice, wherever it is. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLong } from '../helpers/extent.js';
import { fixture } from '../helpers/fixtures.js';
import { inTurns } from '../helpers/start.js';
import { createSupervisor, forkFixture } from '../helpers/supervised.js';

describe('a child that ends while it is looked at', () => {
	for (const [way, code] of [
		['process.exit()', 7],
		['natural end', 0],
	] as const) {
		it(`${way}: with its exit code, and nothing on stderr`, async (t) => {
			const [length, step] = isLong ? [16, 6] : [6, 16];
			const delays = Array.from({ length }, (_, index) => index * step);
			await inTurns(delays, 4, async (delay) => {
				const variables = { DOES: way, DELAY: `${delay}`, HEARS: 'SIGINT' };
				const settings = { PARENT_WATCHDOG_INTERVAL: '10' };
				const supervised = forkFixture(t, createSupervisor(t), fixture('supervision/busy'), {
					guard: true,
					variables: { ...variables, ...settings },
				});
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
	const supervised = forkFixture(t, createSupervisor(t), fixture('supervision/busy'), {
		guard: true,
		variables: { DOES: 'loop that ends', HEARS: 'SIGINT', PARENT_WATCHDOG_INTERVAL: '5' },
	});
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
