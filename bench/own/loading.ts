/**
 * What loading the package and its first use cost: processor time and memory of a fresh process, up to the
 * moment where the call returns; of the guard, until its thread waits. With `--before <dist>`, against
 * another build of the package, in turns.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { cleanEnvironment } from '../harness/environment.js';
import { median, medianRow, middleHalf, NO_GOAL, type Row } from '../harness/measure.js';
import type { Cost } from './startup.js';

export type Step = 'preload' | 'entrance' | 'first hook' | 'supervisor' | 'first child' | 'guard';

/** At most this share of the time before, and this much memory in MB. */
const GOALS: Record<Step, [share: number, memory: number]> = {
	preload: [1.05, 1],
	entrance: [0.4, 2],
	'first hook': [0.5, NO_GOAL],
	supervisor: [0.5, NO_GOAL],
	'first child': [0.75, NO_GOAL],
	guard: [1, NO_GOAL],
};

const PROGRAM = join(__dirname, '..', 'programs', 'loading.js');
const NOW = dirname(require.resolve('parent-watchdog'));
const MB = 1024 * 1024;

export async function measureLoading(rounds: number, before?: string): Promise<Row[]> {
	const dists = before ? [NOW, resolve(before)] : [NOW];
	return (Object.keys(GOALS) as Step[]).flatMap((step) => {
		const costs = Array.from({ length: rounds }, () => dists.map((dist) => load(dist, step)));
		return toRows(step, costs);
	});
}

function load(dist: string, step: Step): Cost {
	// As programs are preloaded: what Node loads for the main program is not there yet.
	const options = step === 'preload' ? ['--require', PROGRAM] : [];
	const args = [...options, PROGRAM, dist, step];
	const { status, stdout, stderr } = spawnSync(process.execPath, args, {
		env: cleanEnvironment(),
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`loading ${step} of ${dist} exited with ${status}: ${stderr}`);
	return JSON.parse(stdout) as Cost;
}

/** Each round has the cost of now and, where there is one, of before. */
function toRows(step: Step, rounds: readonly Cost[][]): Row[] {
	const [share, memory] = GOALS[step];
	const times = (index: number) => rounds.map((costs) => (costs[index]?.cpu ?? Number.NaN) / 1e3);
	const memories = (index: number) =>
		rounds.map((costs) => (costs[index]?.memory ?? Number.NaN) / MB);
	const time = { unit: 'ms', goal: NO_GOAL };
	const rows = [
		medianRow({ name: `${step}: processor time`, ...time }, times(0)),
		medianRow({ name: `${step}: memory`, unit: 'MB', goal: memory }, memories(0)),
	];
	if (rounds[0]?.length === 1) return rows;
	const ratios = times(0).map((now, round) => now / (times(1)[round] ?? Number.NaN));
	return [
		{
			name: `${step}: time / time before`,
			unit: '',
			goal: share,
			value: median(times(0)) / median(times(1)),
			kind: 'ratio of medians',
			spread: middleHalf(ratios),
			samples: ratios.length,
		},
		...rows,
		medianRow({ name: '  processor time before', ...time }, times(1)),
		medianRow({ name: '  memory before', unit: 'MB', goal: NO_GOAL }, memories(1)),
	];
}
