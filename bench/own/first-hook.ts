/**
 * How long after the parent's SIGKILL a forked child starts its first hook, against a bare
 * `process.on('disconnect')` handler: in a sibling under the same parent, and as the only child. Siblings
 * compete for the processors; who is forked first alternates.
 */

import { median, medianRow, middleHalf, NO_GOAL, type Row } from '../harness/measure.js';
import { type Child, killParent } from './family.js';

const bare: Child = { name: 'bare', program: 'bare.js', ipc: true };
const watched: Child = {
	name: 'watched',
	program: 'watched.js',
	ipc: true,
	execArgv: ['--require', require.resolve('parent-watchdog/register')],
};

interface Times {
	bare: number[];
	watched: number[];
}

export async function measureFirstHook(rounds: number): Promise<Row[]> {
	const siblings: Times = { bare: [], watched: [] };
	const alone: Times = { bare: [], watched: [] };
	for (let round = 0; round < rounds * 2; round++) {
		const order = round % 2 === 0 ? [bare, watched] : [watched, bare];
		await measureFamily(order, siblings);
		for (const child of order) await measureFamily([child], alone);
	}
	return [
		...rows("first hook after the kill / bare 'disconnect' handler", siblings),
		...rows('first hook / bare handler, each as the only child', alone),
	];
}

async function measureFamily(children: readonly Child[], times: Times): Promise<void> {
	const heard = await killParent(children, 300 + Math.random() * 250);
	for (const { name } of children) {
		times[name as keyof Times].push(heard.get(name) ?? Number.NaN);
	}
}

function rows(name: string, times: Times): Row[] {
	const ratios = times.watched.map((time, round) => time / (times.bare[round] ?? Number.NaN));
	const explains = { unit: 'ms', goal: NO_GOAL };
	return [
		{
			name,
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
