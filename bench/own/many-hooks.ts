/** What 100,000 hooks and finalizers cost, and how that grows: ten times as many, in n log n about 12 times. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment } from '../harness/environment.js';
import { median, medianRow, middleHalf, NO_GOAL, type Row } from '../harness/measure.js';

const COUNT = 100_000;
const PARTS = {
	finalize: '100,000 finalize()',
	collect: 'their collection, the longest block',
	add: '100,000 addCleanupHook()',
	run: 'running them',
} as const;

type Times = Record<keyof typeof PARTS, number>;

export async function measureManyHooks(rounds: number): Promise<Row[]> {
	const few: Times[] = [];
	const many: Times[] = [];
	for (let round = 0; round < Math.ceil(rounds / 5); round++) {
		few.push(measure(COUNT / 10));
		many.push(measure(COUNT));
	}
	return (Object.keys(PARTS) as (keyof Times)[]).flatMap((part) => {
		const [a, b] = [few, many].map((times) => times.map((one) => one[part])) as [
			number[],
			number[],
		];
		const ratios = b.map((time, round) => time / (a[round] ?? Number.NaN));
		return [
			medianRow({ name: PARTS[part], unit: 'ms', goal: NO_GOAL }, b),
			{
				name: '  against 10,000',
				unit: '',
				goal: NO_GOAL,
				value: median(b) / median(a),
				kind: 'ratio of medians',
				spread: middleHalf(ratios),
				samples: ratios.length,
			},
		];
	});
}

function measure(count: number): Times {
	const program = join(__dirname, '..', 'programs', 'many-hooks.js');
	const { stdout } = spawnSync(process.execPath, ['--expose-gc', program, String(count)], {
		encoding: 'utf8',
		env: { ...cleanEnvironment(), PARENT_WATCHDOG_GRACE_PERIOD: '60000' },
	});
	return JSON.parse(stdout);
}
