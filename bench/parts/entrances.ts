/** What loading and starting each watchdog takes in a fresh process, beside an empty package. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment } from '../harness/environment.js';
import { shuffle } from '../harness/lanes.js';
import { median, quantile } from '../harness/measure.js';
import { atMost, format, type Goal, type Table } from '../harness/section.js';
import type { Options } from '../options.js';
import { STEPS } from '../programs/entrance-steps.js';

interface Cost {
	/** In ms. */
	wall: number;
	cpu: number;
	/** In MB. */
	pss: number;
}

const PROGRAM = join(__dirname, '..', 'programs', 'entrance.js');
const EMPTY = 'an empty package';

export function measureEntrances({ rounds, note }: Options): { table: Table; goals: Goal[] } {
	const names = Object.keys(STEPS);
	const count = Math.ceil(rounds / 10);
	note(`cost, ${names.length} entrances, ${count} rounds`);
	const costs = new Map<string, Cost[]>(names.map((name) => [name, []]));
	const failed = new Set<string>();
	for (let round = 0; round < count; round++) {
		for (const name of shuffle(names)) {
			const cost = failed.has(name) ? undefined : measureOne(name);
			if (cost) costs.get(name)?.push(cost);
			else failed.add(name);
		}
	}
	const middle = (name: string, key: keyof Cost) =>
		median((costs.get(name) ?? []).map((cost) => cost[key]));
	const more = (name: string, key: keyof Cost) => middle(name, key) - middle(EMPTY, key);
	return {
		table: {
			title: 'Loading and starting, beside an empty package',
			head: ['', 'ms, p50', 'p99', 'processor, ms', 'PSS, MB', 'rounds'],
			rows: names.map((name) => [
				name,
				format(middle(name, 'wall')),
				format(
					quantile(
						(costs.get(name) ?? []).map(({ wall }) => wall),
						0.99,
					),
				),
				format(middle(name, 'cpu')),
				format(more(name, 'pss')),
				String(costs.get(name)?.length),
			]),
		},
		goals: [
			atMost(
				'preload, more than an empty package',
				2,
				more('parent-watchdog/register', 'wall'),
				'ms',
			),
			atMost(
				'preload, PSS more than an empty package',
				0.5,
				more('parent-watchdog/register', 'pss'),
				'MB',
			),
		],
	};
}

/** Nothing where the package is not there. */
function measureOne(name: string): Cost | undefined {
	const { status, stdout } = spawnSync(process.execPath, [PROGRAM, name], {
		env: cleanEnvironment(),
		encoding: 'utf8',
	});
	return status === 0 ? (JSON.parse(stdout) as Cost) : undefined;
}
