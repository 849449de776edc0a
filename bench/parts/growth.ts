/** What many idle children cost together: totals, and how they grow with the number. */
import { type Cost, Crowd, measureCrowds, total } from '../harness/crowd.js';
import { findContenders } from '../harness/peers.js';
import { atMost, format, type Goal, type LinePlot, type Table } from '../harness/section.js';
import type { Options } from '../options.js';

/** Which counts are measured at the same time, side by side. */
const COUNTS = [[1, 10], [100], [200], [1000]];
const OURS = 'cost-preload';
const BARE = 'cost-timer-1s';
/** A thousand have no place beside others in the memory of a small machine. */
const MOST: Record<string, number> = { [BARE]: 200, 'ours-lifeline': 100 };

interface Sum {
	count: number;
	/** % of a core. */
	cpu: number;
	wakeUps: number;
	/** In MB. */
	pss: number;
}

export async function measureGrowth({ seconds, children, note }: Options): Promise<{
	table: Table;
	goals: Goal[];
	plot: LinePlot;
}> {
	const wanted = [OURS, 'ours-lifeline', BARE];
	const { present } = await findContenders((id) => wanted.includes(id));
	const sums = new Map<string, Sum[]>(present.map(({ id }) => [id, []]));
	const time = Math.ceil(seconds / 3);
	for (const counts of COUNTS.map((list) => list.filter((count) => count <= children))) {
		if (counts.length === 0) continue;
		note(`cost, ${counts.join(' and ')} idle children, ${time} s`);
		const crowds = present.flatMap((contender) =>
			counts
				.filter((count) => count <= (MOST[contender.id] ?? 1000))
				.map((count) => new Crowd(contender, count)),
		);
		const costs = await measureCrowds(crowds, time, seconds < 10 ? 1000 : undefined);
		for (const cost of costs) sums.get(cost.contender.id)?.push(toSum(cost));
	}
	const at = (id: string, count: number) =>
		sums.get(id)?.find((sum) => sum.count === count)?.cpu ?? Number.NaN;
	const rows = present.flatMap(({ id, peer }) => {
		const own = sums.get(id) ?? [];
		const slope = fitSlope(own.map(({ count, cpu }) => [count, cpu]));
		return own.map(({ count, cpu, wakeUps, pss }) => [
			peer.name,
			String(count),
			format(cpu),
			format((cpu / count) * 100),
			format(wakeUps),
			format(pss),
			count === own.at(-1)?.count ? `${format(slope * 100)} % per 100` : '',
		]);
	});
	const goals = [
		atMost(
			'100 preloaded children / 100 with a timer of 1 s, processor',
			1.1,
			at(OURS, 100) / at(BARE, 100),
		),
		atMost(
			'1,000 preloaded children / 10 × 100, processor',
			1,
			at(OURS, 1000) / (10 * at(OURS, 100)),
		),
	];
	return {
		table: {
			title: `Many idle children, together, over ${time} s`,
			head: [
				'',
				'children',
				'% of a core',
				'per 100',
				'wake-ups a second',
				'PSS, MB',
				'fitted slope',
			],
			rows,
		},
		// What was not measured in a short run has no goal.
		goals: goals.filter(({ measured }) => measured !== '–'),
		plot: {
			kind: 'lines',
			file: 'benchmark-idle',
			title: 'Idle children, together: processor time',
			axes: ['children', '% of a core'],
			lines: present.map(({ id, peer }) => ({
				name: peer.name,
				ours: id !== BARE,
				points: (sums.get(id) ?? []).map(({ count, cpu }) => [count, cpu]),
			})),
		},
	};
}

function toSum({ usage, holding, helpersUsage }: Cost): Sum {
	const { cpu, wakeUps } = total([...usage, helpersUsage]);
	const pss = holding.reduce((sum, one) => sum + one.pss, 0);
	return { count: usage.length, cpu: cpu / 10, wakeUps, pss };
}

/** The line through the origin that fits best. */
function fitSlope(points: readonly (readonly [number, number])[]): number {
	const products = points.reduce((sum, [x, y]) => sum + x * y, 0);
	return products / points.reduce((sum, [x]) => sum + x * x, 0);
}
