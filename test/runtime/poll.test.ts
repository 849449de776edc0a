/** How often the parent is looked at. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { Poll, pollDelay } from '../../src/runtime/poll.js';
import { fileOf } from '../helpers/internal.js';

const YOUNG = 4999;
const OLD = 5000;

/** The moments of the next looks, if each comes `late` ms after it is due. */
function looks(
	count: number,
	{ interval, isPushed = false, age = OLD, from = 12_345.6, late = 0 }: Partial<Situation>,
): number[] {
	const moments: number[] = [];
	for (let now = from; moments.length < count; moments.push(Math.round(now)))
		now += pollDelay(interval, isPushed, now, age) + late;
	return moments;
}

interface Situation {
	interval: number | undefined;
	isPushed: boolean;
	age: number;
	from: number;
	late: number;
}

describe('pollDelay()', () => {
	const rows: [string, Partial<Situation>, number[]][] = [
		['250 ms for the first 5 s', { age: YOUNG }, [12_500, 12_750, 13_000]],
		['1,000 ms from then on', { age: OLD }, [13_000, 14_000, 15_000]],
		['5 s beside a push source', { isPushed: true }, [15_000, 20_000, 25_000]],
		['5 s beside one in a young process', { isPushed: true, age: YOUNG }, [15_000, 20_000]],
		['an interval as it is given', { interval: 1000, age: YOUNG }, [13_000, 14_000]],
		['a short one', { interval: 40 }, [12_360, 12_400, 12_440]],
		[
			'5 s beside a push source though a shorter one is given',
			{ interval: 40, isPushed: true },
			[15_000],
		],
		['a longer one beside a push source', { interval: 12_000, isPushed: true }, [24_000, 36_000]],
		['the same moments when a look comes late', { late: 400 }, [13_400, 14_400, 15_400]],
		['no second look when a timer fires early', { from: 12_996, late: -4 }, [13_996, 14_996]],
	];
	for (const [name, situation, moments] of rows) {
		it(name, () => assert.deepEqual(looks(moments.length, situation), moments));
	}

	it('is never more than 5 ms longer than the period, and never 0', () => {
		for (const interval of [1, 1.5, 7, 20, 250, 1000]) {
			for (let now = 0; now < 2 * interval; now += interval / 97) {
				const delay = pollDelay(interval, false, now, OLD);
				assert.ok(delay > 0 && delay <= interval + 5, `${delay} for ${interval} at ${now}`);
			}
		}
	});

	it('is a delay that a timer takes', () => {
		assert.equal(pollDelay(2 ** 31 - 1, false, 2 ** 31 - 4, OLD), 2 ** 31 - 1);
	});
});

describe('a poll', () => {
	it('goes on where a look throws, until it is stopped', () => {
		const script = `
			const { Poll } = require(${JSON.stringify(fileOf('runtime/poll'))});
			let looks = 0;
			process.on('uncaughtException', ({ message }) => console.log(message));
			const timer = setInterval(() => {}, 1000);
			const poll = new Poll(2, () => {
				looks += 1;
				if (looks < 3) throw new Error('look ' + looks);
				poll.stop();
				clearInterval(timer);
				return false;
			});`;
		const options = { encoding: 'utf8', timeout: 60_000 } as const;
		const { stdout } = spawnSync(process.execPath, ['-e', script], options);
		assert.equal(stdout, 'look 1\nlook 2\n');
	});

	it('is back at the usual pace at once when a push source is lost', async () => {
		const keepAlive = setInterval(() => {}, 1000);
		const moments = await new Promise<number[]>((resolve) => {
			const moments: number[] = [];
			const poll = new Poll(20, () => {
				moments.push(performance.now());
				if (moments.length < 3) {
					setTimeout(() => poll.hurry(), 50);
					return true;
				}
				poll.stop();
				resolve(moments);
				return true;
			});
		});
		clearInterval(keepAlive);
		const [first = 0, , third = 0] = moments;
		assert.ok(third - first < 2500, `${third - first} ms`);
	});
});
