/** From the SIGKILL of a parent to the first line of its child's cleanup. Where there is none, to its end. */

import { quantile } from '../harness/measure.js';
import { Neighbours } from '../harness/neighbours.js';
import { type Contender, findContenders, isOurs } from '../harness/peers.js';
import { format, type Goal, type Section, type Table } from '../harness/section.js';
import type { Options } from '../options.js';
import { detectionGoals } from './detection-goals.js';
import { type Heard, killInLanes, killInTurns, type Scenario } from './detection-rounds.js';
import { SCENARIOS } from './scenarios.js';

export type Results = Map<string, Heard[]>;

/** Who takes that long, in ms, is given a quarter of the rounds. */
const SLOW = 3500;

export async function measureDetection({ rounds, note }: Options): Promise<Section> {
	const { present, skipped } = await findContenders();
	const tables: Table[] = [];
	const goals: Goal[] = [];
	const plots: Section['plots'] = [];
	const all: Record<string, Results> = {};
	for (const [name, scenario] of Object.entries(SCENARIOS)) {
		note(`detection, ${scenario.title}`);
		const contenders = present.filter((contender) => scenario.takesPart(contender));
		const results = await play(contenders, scenario, rounds);
		all[name] = results;
		tables.push(toTable(scenario, contenders, results));
	}
	goals.push(...detectionGoals(all));
	plots.push({
		kind: 'ranges',
		file: 'benchmark-detection',
		title: 'SIGKILL of the parent → first line of the cleanup, idle child',
		axis: 'milliseconds, from the median to the 99th percentile',
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
): Promise<Results> {
	// Who leaves an orphan does so at once: one round tells.
	const lanes = scenario.lanes ?? 6;
	const trial = await killInLanes(contenders, { ...scenario, lanes }, () => 1);
	const able = contenders.filter(({ id }) => trial.get(id)?.[0]?.outcome !== 'orphan');
	const isSlow = ({ id }: Contender) => (trial.get(id)?.[0]?.after ?? 0) > SLOW;
	if (scenario.lanes !== undefined) {
		const counts = (contender: Contender) => (isSlow(contender) ? Math.ceil(rounds / 4) : rounds);
		return new Map([...trial, ...(await killInLanes(able, scenario, counts))]);
	}
	const results = new Map(trial);
	for (const { id } of able) results.set(id, []);
	const neighbours = scenario.neighbours ? await Neighbours.start(scenario.neighbours) : undefined;
	try {
		for (let round = 0; round < rounds; round++) {
			const heard = await killInTurns(able, scenario, neighbours);
			for (const [id, one] of heard) results.get(id)?.push(one);
		}
	} finally {
		await neighbours?.end();
	}
	return results;
}

function toTable(
	{ title, base: id }: Scenario,
	contenders: readonly Contender[],
	results: Results,
): Table {
	const base = quantile(toTimes(results.get(id) ?? []), 0.5);
	const rows = contenders.map(({ id, peer }) => {
		const heard = results.get(id) ?? [];
		const times = toTimes(heard);
		if (times.length === 0) return [peer.name, '**orphan**', '', '', '', String(heard.length), ''];
		const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(times, share)) as [
			number,
			number,
			number,
		];
		return [
			peer.name,
			format(p50),
			format(p99),
			format(max),
			format(p50 / base),
			String(heard.length),
			describe(heard),
		];
	});
	return { title, head: ['', 'p50, ms', 'p99', 'max', 'ratio', 'rounds', 'cleanup'], rows };
}

export function toTimes(heard: readonly Heard[]): number[] {
	return heard.flatMap(({ after }) => (Number.isNaN(after) ? [] : [after]));
}

function describe(heard: readonly Heard[]): string {
	const count = (outcome: Heard['outcome']) =>
		heard.filter((one) => one.outcome === outcome).length;
	const orphans = count('orphan');
	const cleanups = count('cleanup');
	const ran = cleanups === heard.length ? 'runs' : cleanups === 0 ? 'none' : `${cleanups} times`;
	return orphans > 0 ? `${ran}, ${orphans} orphans` : ran;
}
