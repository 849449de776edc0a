/** What the commands take that read all processes: as a whole, from the start of Node to the end. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cleanEnvironment } from '../harness/environment.js';
import { clock, median, medianRow, middleHalf, NO_GOAL, type Row } from '../harness/measure.js';
import { ROOT } from './internals.js';

const COMMAND = join(ROOT, 'dist', 'cli.js');
const LIST = join(__dirname, '..', 'programs', 'list-processes.js');

export async function measureTree(rounds: number): Promise<Row[]> {
	return inCrowd(500, () => {
		const times = { tree: [] as number[], list: [] as number[] };
		for (let round = 0; round < Math.max(5, rounds / 2); round++) {
			times.tree.push(time([COMMAND, 'tree', String(process.pid)], 500));
			times.list.push(time([LIST], 500));
		}
		const ratios = times.tree.map((one, index) => one / (times.list[index] ?? Number.NaN));
		const explains = { unit: 'ms', goal: NO_GOAL };
		return [
			{
				name: 'tree of 500 processes / ps-list once, as programs',
				unit: '',
				goal: 1.5,
				value: median(times.tree) / median(times.list),
				kind: 'ratio of medians',
				spread: middleHalf(ratios),
				samples: ratios.length,
			},
			medianRow({ name: '  the tree', ...explains }, times.tree),
			medianRow({ name: '  ps-list', ...explains }, times.list),
		];
	});
}

export async function measureOrphans(rounds: number): Promise<Row[]> {
	return inCrowd(2000, () => {
		const samples = Array.from({ length: Math.max(5, rounds / 3) }, () =>
			time([COMMAND, 'orphans'], 0),
		);
		return [medianRow({ name: 'orphans among 2000 processes', unit: 'ms', goal: 1000 }, samples)];
	});
}

/** With that many processes more, which do nothing. */
async function inCrowd<T>(count: number, work: () => T): Promise<T> {
	const crowd: ChildProcess[] = [];
	try {
		for (let index = 0; index < count; index++)
			crowd.push(spawn('sleep', ['600'], { stdio: 'ignore' }));
		return work();
	} finally {
		const gone = crowd.map((one) => once(one, 'exit'));
		for (const one of crowd) one.kill('SIGKILL');
		await Promise.all(gone);
	}
}

/** How long it takes in ms; it must print at least so many lines. */
function time(args: readonly string[], lines: number): number {
	const start = clock();
	const { stdout, stderr } = spawnSync(process.execPath, args, {
		env: cleanEnvironment(),
		encoding: 'utf8',
		maxBuffer: 64e6,
	});
	const took = clock() - start;
	if (stdout.split('\n').length < lines) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`);
	return took;
}
