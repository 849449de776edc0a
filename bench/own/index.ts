/** What we measure of ourselves, against a bare program or another build of ours. */

import type { Row } from '../harness/measure.js';
import { NO_GOAL } from '../harness/measure.js';
import { format, type Section } from '../harness/section.js';
import type { Options } from '../options.js';
import { tellMissed } from '../page/reasons.js';
import { measureOrphans, measureTree } from './commands.js';
import { measureFirstHook } from './first-hook.js';
import { measureFleet } from './fleet.js';
import { measureLoading } from './loading.js';
import { measureManyHooks } from './many-hooks.js';
import { measurePollCost } from './poll-cost.js';
import { measurePollDelay } from './poll-delay.js';
import { measureRun } from './run.js';
import { measureStartup } from './startup.js';
import { measureFork, measureMessage, measureStop } from './supervisor.js';

type Measure = (rounds: number, before?: string) => Promise<Row[]>;

export const OWN: Record<string, Measure> = {
	startup: measureStartup,
	loading: measureLoading,
	'poll-cost': measurePollCost,
	'first-hook': measureFirstHook,
	'many-hooks': measureManyHooks,
	'poll-delay': measurePollDelay,
	'supervised-fork': measureFork,
	'lifeline-message': measureMessage,
	'stop-fifty': measureStop,
	run: measureRun,
	tree: measureTree,
	orphans: measureOrphans,
	'fleet-redis': () => measureFleet('redis'),
	'fleet-etcd': () => measureFleet('etcd'),
	'fleet-postgres': () => measureFleet('postgres'),
};

/** Minutes each, with servers of their own: only where they are named. */
const SEPARATE = ['fleet-redis', 'fleet-etcd', 'fleet-postgres'];
/** Not in a brief run. */
const LONG = ['run', 'tree', 'orphans', 'first-hook', 'stop-fifty'];

export async function measureOwn(names: readonly string[], options: Options): Promise<Section> {
	const rows: Row[] = [];
	const skipped: string[] = [];
	for (const name of names) {
		if (options.brief && LONG.includes(name)) continue;
		if (options.names.length === 0 && SEPARATE.includes(name)) continue;
		options.note(name);
		try {
			rows.push(...((await OWN[name]?.(options.ownRounds, options.before)) ?? []));
		} catch (error) {
			process.exitCode = 1;
			skipped.push(`${name}: ${(error as Error).message}`);
		}
	}
	return {
		title: 'Against ourselves',
		text: ['Samples are taken in turns, so that other load on the machine meets both sides alike.'],
		tables: [
			{
				title: 'What the parts of the package cost',
				head: ['', 'measured', '', 'middle half', 'samples', 'goal', ''],
				rows: rows.map(toCells),
			},
		],
		goals: [],
		plots: [],
		skipped,
	};
}

function toCells({ name, unit, goal, value, kind, spread, samples }: Row): string[] {
	const [low, high] = spread;
	const hasGoal = goal !== NO_GOAL;
	return [
		name.trimStart() === name ? name : `– ${name.trimStart()}`,
		`${format(value)} ${unit}`.trimEnd(),
		kind,
		`${format(low)} to ${format(high)}`,
		String(samples),
		hasGoal ? `≤ ${goal} ${unit}`.trimEnd() : '',
		hasGoal ? (value <= goal ? 'holds' : tellMissed(name)) : '',
	];
}
