/** What an idle child costs beside a living parent: processor, wake-ups, memory, and what it holds. */
import { type Cost, Crowd, measureCrowds, total } from '../harness/crowd.js';
import { median } from '../harness/measure.js';
import { findContenders } from '../harness/peers.js';
import { atMost, format, type Goal, type Table } from '../harness/section.js';
import type { Options } from '../options.js';

const CHILDREN = 10;
/** One worker may be given two of the tasks. */
const cannotBeMany = (id: string) => id === 'python-loky';

export async function measureIdle({ seconds, children, note }: Options): Promise<{
	table: Table;
	goals: Goal[];
	skipped: string[];
}> {
	const { present, skipped } = await findContenders((id) => !cannotBeMany(id));
	const count = Math.min(CHILDREN, children);
	note(`cost, ${present.length} × ${count} idle children, ${seconds} s`);
	const crowds = present.map((contender) => new Crowd(contender, count));
	const costs = await measureCrowds(crowds, seconds, seconds < 10 ? 1000 : undefined);
	const of = (id: string) => costs.find((cost) => cost.contender.id === id);
	const nothing = median((of('cost-nothing')?.holding ?? []).map(({ pss }) => pss));
	return {
		table: {
			title: `Idle, each child of ${count} under one parent, over ${seconds} s`,
			head: [
				'',
				'% of a core, 100 children',
				'wake-ups a second',
				'PSS, MB',
				'more than no watch',
				'threads',
				'descriptors',
				'extra processes',
			],
			rows: costs.map((cost) => toRow(cost, count, nothing)),
		},
		goals: toGoals(of, count),
		skipped,
	};
}

function toRow(cost: Cost, count: number, nothing: number): string[] {
	const { contender, usage, holding, helpers, helpersUsage } = cost;
	const all = total(usage);
	const middle = (key: 'pss' | 'threads' | 'descriptors') => median(holding.map((one) => one[key]));
	return [
		contender.peer.name,
		// ms a second are tenths of a percent.
		format(((all.cpu + helpersUsage.cpu) / count / 10) * 100),
		format((all.wakeUps + helpersUsage.wakeUps) / count),
		format(middle('pss')),
		format(middle('pss') - nothing),
		String(middle('threads')),
		String(middle('descriptors')),
		helpers === 0 ? '0' : `${helpers} for ${count}`,
	];
}

function toGoals(of: (id: string) => Cost | undefined, count: number): Goal[] {
	const wakeUps = (id: string) => total(of(id)?.usage ?? []).wakeUps / count;
	const pss = (id: string) => median((of(id)?.holding ?? []).map((one) => one.pss));
	return [
		atMost(
			'wake-ups a second beside a push source, more than without a watch',
			0.2,
			Math.max(0, wakeUps('ours-ipc') - wakeUps('cost-channel')),
		),
		atMost(
			'wake-ups a second of the preload, more than without a watch',
			1,
			Math.max(0, wakeUps('cost-preload') - wakeUps('cost-nothing')),
		),
		atMost('PSS of the watch', 0.5, pss('cost-preload') - pss('cost-nothing'), 'MB'),
		atMost('PSS of the watch with a hook', 1, pss('ours-poll') - pss('cost-nothing'), 'MB'),
	];
}
