/** From the SIGKILL of a parent to the first line of its child's cleanup. Where there is none, to its end. */

import { quantile } from '../harness/measure.js';
import { Neighbours } from '../harness/neighbours.js';
import { type Contender, findContenders, isOurs } from '../harness/peers.js';
import type { Goal, Section, Table } from '../harness/section.js';
import type { Options } from '../options.js';
import { detectionGoals } from './detection-goals.js';
import { type Heard, killInLanes, killInTurns, type Scenario } from './detection-rounds.js';
import { toTable, toTimes } from './detection-table.js';
import { SCENARIOS } from './scenarios.js';

export type Results = Map<string, Heard[]>;

/** Who takes that long, in ms, is given a quarter of the rounds. */
const SLOW = 3500;

/** What a brief run has. */
const BRIEF = ['pushed', 'polled'];
const isLong = ({ peer }: Contender) => peer.hears === 'nothing' || peer.period !== undefined;

export async function measureDetection({
	rounds,
	minutes,
	brief,
	note,
}: Options): Promise<Section> {
	const { present, skipped } = await findContenders();
	const tables: Table[] = [];
	const goals: Goal[] = [];
	const plots: Section['plots'] = [];
	const all: Record<string, Results> = {};
	for (const [name, scenario] of Object.entries(SCENARIOS)) {
		if (brief && !BRIEF.includes(name)) continue;
		note(`detection, ${scenario.title}`);
		const contenders = present.filter(
			(contender) => scenario.takesPart(contender) && !(brief && isLong(contender)),
		);
		const results = await play(contenders, scenario, rounds, scenario.share * minutes * 60_000);
		all[name] = results;
		tables.push(toTable(scenario, contenders, results));
	}
	goals.push(...detectionGoals(all));
	plots.push({
		kind: 'ranges',
		file: 'benchmark-detection',
		title: 'SIGKILL of the parent → first line of the cleanup, idle child',
		axis: 'milliseconds, from the median (the number) to the 99th percentile',
		ranges: present.flatMap(({ id, peer }) => {
			const times = toTimes(all.pushed?.get(id) ?? all.polled?.get(id) ?? []);
			if (times.length === 0) return [];
			return [
				{
					name: peer.name,
					ours: isOurs(id),
					from: quantile(times, 0.5),
					to: quantile(times, 0.99),
				},
			];
		}),
	});
	return {
		title: 'Detection',
		text: [
			'From the SIGKILL of a Node parent to the first line of its child’s cleanup; where a peer runs none, to the end of the child. The ratio is that of the medians, to the line whose ratio is 1.00.',
		],
		tables,
		goals,
		plots,
		skipped,
	};
}

async function play(
	contenders: readonly Contender[],
	scenario: Scenario,
	rounds: number,
	most: number,
): Promise<Results> {
	// Who leaves an orphan does so at once: one round tells.
	const lanes = scenario.lanes ?? 6;
	const trial = await killInLanes(contenders, { ...scenario, lanes }, () => 1);
	const until = performance.now() + most;
	const able = contenders.filter(({ id }) => trial.get(id)?.[0]?.outcome !== 'orphan');
	const isSlow = ({ id }: Contender) => (trial.get(id)?.[0]?.after ?? 0) > SLOW;
	if (scenario.lanes !== undefined) {
		const counts = (contender: Contender) => (isSlow(contender) ? Math.ceil(rounds / 4) : rounds);
		return new Map([...trial, ...(await killInLanes(able, scenario, counts, until))]);
	}
	const results = new Map(trial);
	for (const { id } of able) results.set(id, []);
	const neighbours = scenario.neighbours ? await Neighbours.start(scenario.neighbours) : undefined;
	try {
		for (let round = 0; round < rounds && performance.now() < until; round++) {
			const heard = await killInTurns(able, scenario, neighbours);
			for (const [id, one] of heard) results.get(id)?.push(one);
		}
	} finally {
		await neighbours?.end();
	}
	return results;
}
