/** What `parent-watchdog run` costs: the time that it adds, and the memory and wake-ups while it waits. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment } from '../harness/environment.js';
import { clock, median, medianRow, middleHalf, NO_GOAL, type Row } from '../harness/measure.js';
import { ROOT } from './internals.js';

/** A line of Node that does no more than start the program and end as it does. */
const LEAST = [join(__dirname, '..', 'programs', 'spawn-only.js')];
const RUN = [join(ROOT, 'dist', 'cli.js'), 'run', '--'];
/** By then the poll has its usual pace, and V8 has collected what the start left, in ms. */
const SETTLED = 12_000;
const WAIT = 8000;

export async function measureRun(rounds: number): Promise<Row[]> {
	const times = {
		bare: [] as number[],
		least: [] as number[],
		run: [] as number[],
		alone: [] as number[],
	};
	for (let round = 0; round < Math.max(5, rounds); round++) {
		times.bare.push(time(process.execPath, ['-e', '0']));
		times.least.push(time(process.execPath, [...LEAST, 'true']));
		times.run.push(time(process.execPath, [...RUN, 'true']));
		times.alone.push(time('true', []));
	}
	const ratios = times.run.map(
		(run, index) => (run - (times.alone[index] ?? 0)) / (times.bare[index] ?? Number.NaN),
	);
	const overLeast = times.run.map((run, index) => run / (times.least[index] ?? Number.NaN));
	const explains = { unit: 'ms', goal: NO_GOAL };
	return [
		{
			name: 'run adds to a command / a bare start of Node',
			unit: '',
			goal: 1.3,
			value: (median(times.run) - median(times.alone)) / median(times.bare),
			kind: 'ratio of medians',
			spread: middleHalf(ratios),
			samples: ratios.length,
		},
		{
			name: 'run of a command / a line of Node that only spawns it',
			unit: '',
			goal: 1.3,
			value: median(times.run) / median(times.least),
			kind: 'ratio of medians',
			spread: middleHalf(overLeast),
			samples: overLeast.length,
		},
		medianRow({ name: '  run -- true', ...explains }, times.run),
		medianRow({ name: '  a line of Node that only spawns it', ...explains }, times.least),
		medianRow({ name: '  a bare start of Node', ...explains }, times.bare),
		...(existsSync('/proc/self/status') ? await measureWaiting() : []),
	];
}

async function measureWaiting(): Promise<Row[]> {
	const env = cleanEnvironment();
	const run = spawn(process.execPath, [...RUN, 'sleep', '60'], { env });
	const timer = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env });
	try {
		await delay(SETTLED);
		const before = readWakeUps(run) - readWakeUps(timer);
		await delay(WAIT);
		const wakeUps = (readWakeUps(run) - readWakeUps(timer) - before) / (WAIT / 1000);
		const row = (name: string, unit: string, goal: number, value: number) =>
			medianRow({ name, unit, goal }, [value]);
		return [
			row('memory of run and its helper, waiting', 'MB', 50, readMemory(run)),
			row('wake-ups of run beyond those of a timer of 1 s', '/s', 0.5, wakeUps),
		];
	} finally {
		const ended = Promise.all([once(run, 'exit'), once(timer, 'exit')]);
		run.kill('SIGTERM');
		timer.kill('SIGTERM');
		await ended;
	}
}

/** Of us and the helper, not of the program. */
function readMemory({ pid }: ChildProcess): number {
	const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
	const [helper] = children.filter((child) =>
		readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('parent-watchdog run'),
	);
	if (helper === undefined) throw new Error('no helper stands by');
	return (readStatus(pid, 'VmRSS') + readStatus(helper, 'VmRSS')) / 1024;
}

/** Of the main thread, which alone has timers. */
function readWakeUps({ pid }: ChildProcess): number {
	return readStatus(pid, 'voluntary_ctxt_switches');
}

function readStatus(pid: number | string | undefined, name: string): number {
	const status = readFileSync(`/proc/${pid}/status`, 'latin1');
	return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
}

function time(command: string, args: readonly string[]): number {
	const start = clock();
	const { status } = spawnSync(command, args, { env: cleanEnvironment(), stdio: 'ignore' });
	if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
	return clock() - start;
}
