/**
 * What `--require parent-watchdog/register` adds to an empty program, against the same package with an
 * empty register entry: wall time, and resident memory at the end. The watch itself is loaded later
 * than at the start, so memory is measured a second time in a program that lives longer than one poll.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { clock, medianRow, NO_GOAL, type Row } from '../harness/measure.js';
import { createSandbox, type Sandbox } from './sandbox.js';

/** What a program says that it has cost: bytes, and microseconds. */
export interface Cost {
	memory: number;
	cpu: number;
}

const EXIT_REPORT = join(__dirname, '..', 'programs', 'exit-report.js');
const MB = 1024 * 1024;

export async function measureStartup(rounds: number): Promise<Row[]> {
	const sandbox = createSandbox();
	try {
		const wall = pairs(rounds * 10, sandbox, (preload) => wallTime(sandbox, preload));
		const brief = pairs(rounds * 2, sandbox, (preload) => costOf(sandbox, preload, 0));
		const longer = pairs(rounds, sandbox, (preload) => costOf(sandbox, preload, 400));
		const memory = { unit: 'MB', goal: 1.5 };
		return [
			medianRow(
				{ name: 'start-up: added wall time', unit: 'ms', goal: 3 },
				wall.map(([without, with_]) => with_ - without),
			),
			medianRow(
				{ name: '  added processor time', unit: 'ms', goal: NO_GOAL },
				brief.map(([without, with_]) => (with_.cpu - without.cpu) / 1e3),
			),
			medianRow(
				{ name: 'start-up: added memory, empty program', ...memory },
				brief.map(([without, with_]) => (with_.memory - without.memory) / MB),
			),
			medianRow(
				{ name: 'start-up: added memory, program of 400 ms', ...memory },
				longer.map(([without, with_]) => (with_.memory - without.memory) / MB),
			),
		];
	} finally {
		sandbox.remove();
	}
}

/** Samples without and with the watchdog, pair by pair; who goes first alternates. */
function pairs<T>(
	count: number,
	{ watchdog, empty }: Sandbox,
	sample: (preload: string) => T,
): [T, T][] {
	return Array.from({ length: count }, (_, index) => {
		if (index % 2 === 0) return [sample(empty), sample(watchdog)];
		const second = sample(watchdog);
		return [sample(empty), second];
	});
}

function wallTime(sandbox: Sandbox, preload: string): number {
	const start = clock();
	run(sandbox, preload, [sandbox.emptyProgram]);
	return clock() - start;
}

function costOf(sandbox: Sandbox, preload: string, lifetime: number): Cost {
	return JSON.parse(run(sandbox, preload, [EXIT_REPORT, String(lifetime)])) as Cost;
}

function run({ folder, env }: Sandbox, preload: string, args: string[]): string {
	const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', preload, ...args], {
		cwd: folder,
		env,
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`node --require ${preload} exited with ${status}: ${stderr}`);
	return stdout;
}
