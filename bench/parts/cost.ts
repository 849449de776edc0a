/** Start-up, idle children, and many of them. */
import { existsSync } from 'node:fs';
import type { Section } from '../harness/section.js';
import type { Options } from '../options.js';
import { measureEntrances } from './entrances.js';
import { measureGrowth } from './growth.js';
import { measureIdle } from './idle.js';

export async function measureCost(options: Options): Promise<Section> {
	const title = 'Cost';
	if (!existsSync('/proc/self/smaps_rollup')) {
		const skipped = ['processor time, wake-ups and memory: there is no /proc'];
		return { title, text: [], tables: [], goals: [], plots: [], skipped };
	}
	const entrances = measureEntrances(options);
	const idle = await measureIdle(options);
	const growth = await measureGrowth(options);
	return {
		title,
		text: [
			'Processor time and wake-ups (voluntary context switches of all threads) are those that /proc tells; memory is PSS, the share of each process in all that is mapped. Of a peer with helper processes, those count as well.',
		],
		tables: [entrances.table, idle.table, growth.table],
		goals: [...entrances.goals, ...idle.goals, ...growth.goals],
		plots: [growth.plot],
		skipped: idle.skipped,
	};
}
