/** How long a parent takes to stop its children, and who survives it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment } from '../harness/environment.js';
import { FOLDER } from '../harness/load-peer.js';
import { median } from '../harness/measure.js';
import { atMost, format, type Section } from '../harness/section.js';
import type { Options } from '../options.js';
import type { Stopped } from '../programs/stopper.js';
import { STOPPERS } from '../programs/stoppers.js';

const PROGRAM = join(__dirname, '..', 'programs', 'stopper.js');
const PYTHON = join(FOLDER, 'programs', 'python', 'stopper.py');
const COUNTS = [1, 10, 50, 100, 500];
/** The most children where each is a Node process, of others than ours. */
const HEAVY = 100;
const STUBBORN = 10;

interface Contestant {
	id: string;
	name: string;
	obedient: boolean;
	most: number;
	command: string[];
}

const CONTESTANTS: Contestant[] = [
	...Object.entries(STOPPERS).map(([id, { name, obedient = false, heavy = false }]) => ({
		...{ id, name, obedient },
		most: heavy && id !== 'ours-hooks' ? HEAVY : 500,
		command: [process.execPath, PROGRAM, id],
	})),
	{
		...{ id: 'python', name: 'Python multiprocessing (terminate, join, kill)', obedient: false },
		...{ most: 500, command: ['python3', PYTHON] },
	},
];

export async function measureStopping({ rounds, children, note }: Options): Promise<Section> {
	const counts = COUNTS.filter((count) => count <= Math.max(10, children));
	const rows: string[][] = [];
	const medians = new Map<string, number>();
	const skipped: string[] = [];
	for (const contestant of CONTESTANTS) {
		note(`stopping, ${contestant.name}`);
		for (const count of counts.filter((one) => one <= contestant.most)) {
			// A hundred children are many samples of their own.
			const times = Math.max(1, Math.min(10, Math.ceil(rounds / 20 / Math.ceil(count / 10))));
			const stopped = Array.from({ length: times }, () => stop(contestant, count, 0));
			const good = stopped.filter((one) => one !== undefined);
			if (good.length === 0) {
				skipped.push(`${contestant.name}, ${count} children: ${failure}`);
				continue;
			}
			medians.set(`${contestant.id} ${count}`, median(good.map(({ took }) => took)));
			const stubborn =
				count === STUBBORN && !contestant.obedient ? stop(contestant, count, 1) : undefined;
			rows.push(toRow(contestant.name, count, good, stubborn));
		}
	}
	const at = (id: string, count: number) => medians.get(`${id} ${count}`) ?? Number.NaN;
	const goals = ['ours', 'ours-hooks'].flatMap((id) => [
		atMost(`stopping 50 / one, ${nameOf(id)}`, 1.3, at(id, 50) / at(id, 1)),
		atMost(`stopping 500 / ten times 50, ${nameOf(id)}`, 1.5, at(id, 500) / (10 * at(id, 50))),
	]);
	return {
		title: 'Stopping',
		text: [
			'Children that take 50 ms to clean up at SIGTERM, all stopped by one parent. Who can force is told to do so after a second; among ten children one then ignores SIGTERM.',
		],
		tables: [
			{
				title: 'Stopping children',
				head: [
					'',
					'children',
					'ms, p50',
					'survivors',
					'processor time of the parent, ms',
					'rounds',
					'one of them ignores SIGTERM',
				],
				rows,
			},
		],
		goals: goals.filter(({ measured }) => measured !== '–'),
		plots: [
			{
				kind: 'lines',
				file: 'benchmark-stopping',
				title: 'Stopping children',
				axes: ['children', 'milliseconds'],
				lines: CONTESTANTS.map(({ id, name }) => ({
					name,
					ours: id.startsWith('ours'),
					points: counts.flatMap((count): [number, number][] =>
						medians.has(`${id} ${count}`) ? [[count, at(id, count)]] : [],
					),
				})).filter(({ points }) => points.length > 0),
			},
		],
		skipped,
	};
}

let failure = '';

function stop({ command }: Contestant, count: number, stubborn: number): Stopped | undefined {
	const [file = '', ...args] = [...command, String(count), String(stubborn)];
	const { status, stdout, stderr, error } = spawnSync(file, args, {
		env: cleanEnvironment(),
		encoding: 'utf8',
		timeout: 110_000,
	});
	failure = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
	// Before it, there may be what its children have printed.
	const last = stdout.trim().split('\n').at(-1) ?? '';
	return status === 0 ? (JSON.parse(last) as Stopped) : undefined;
}

function toRow(name: string, count: number, good: Stopped[], stubborn?: Stopped): string[] {
	return [
		name,
		String(count),
		format(median(good.map(({ took }) => took))),
		String(Math.max(...good.map(({ survivors }) => survivors))),
		format(median(good.map(({ cpu }) => cpu))),
		String(good.length),
		stubborn === undefined
			? ''
			: `${format(stubborn.took)} ms, ${stubborn.survivors === 0 ? 'none survives' : '**it survives**'}`,
	];
}

function nameOf(id: string): string {
	return id === 'ours' ? 'programs' : 'Node children with a hook';
}
