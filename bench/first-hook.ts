/**
 * How long after the parent's SIGKILL a forked child starts its first hook, against a bare
 * `process.on('disconnect')` handler in a sibling under the same parent. Who is forked first alternates.
 */
import { type Child, killParent } from './family.js';
import { median, medianRow, middleHalf, NO_GOAL, type Row } from './measure.js';

const bare: Child = { name: 'bare', program: 'bare.js', ipc: true };
const watched: Child = {
	name: 'watched',
	program: 'watched.js',
	ipc: true,
	execArgv: ['--require', require.resolve('parent-watchdog/register')],
};

export async function measureFirstHook(rounds: number): Promise<Row[]> {
	const times = { bare: [] as number[], watched: [] as number[] };
	for (let round = 0; round < rounds * 2; round++) {
		const order = round % 2 === 0 ? [bare, watched] : [watched, bare];
		const heard = await killParent(order, 300 + Math.random() * 250);
		times.bare.push(heard.get('bare') ?? Number.NaN);
		times.watched.push(heard.get('watched') ?? Number.NaN);
	}
	const ratios = times.watched.map((time, round) => time / (times.bare[round] ?? Number.NaN));
	const explains = { unit: 'ms', goal: NO_GOAL };
	return [
		{
			name: "first hook after the kill / bare 'disconnect' handler",
			unit: '',
			goal: 1.3,
			value: median(times.watched) / median(times.bare),
			kind: 'ratio of medians',
			spread: middleHalf(ratios),
			samples: ratios.length,
		},
		medianRow({ name: '  the hook', ...explains }, times.watched),
		medianRow({ name: '  the bare handler', ...explains }, times.bare),
	];
}
