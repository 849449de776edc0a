/** What a supervisor costs against `child_process` alone, and how well its stop scales. */
import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';
import { cleanEnvironment } from '../harness/environment.js';
import { clock, median, medianRow, middleHalf, NO_GOAL, type Row } from '../harness/measure.js';

const program = (name: string) => join(__dirname, '..', 'programs', `${name}.js`);
const PRELOAD = { execArgv: ['--require', require.resolve('parent-watchdog/register')] };
const options: ForkOptions = {
	env: cleanEnvironment(),
	stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
};

/** Children with a cleanup of a second, which is more than their processors need to end fifty of them. */
export async function measureStop(rounds: number): Promise<Row[]> {
	const times = { one: [] as number[], fifty: [] as number[] };
	for (let round = 0; round < Math.max(3, rounds / 10); round++) {
		times.one.push(await stop(1, 1000));
		times.fifty.push(await stop(50, 1000));
	}
	return ratio('stopping 50 children / stopping one', 1.3, times.fifty, times.one);
}

async function stop(count: number, cleanup: number): Promise<number> {
	const supervisor = supervise({ stop: { terminate: 20_000 } });
	const children = Array.from({ length: count }, () =>
		supervisor.fork(program('cooperative'), [String(cleanup)], options),
	);
	await Promise.all(children.map((child) => once(child.process, 'message')));
	const start = clock();
	const report = await supervisor.stop();
	if (report.warnings.length > 0) throw new Error(report.warnings.join('; '));
	return clock() - start;
}

export async function measureMessage(rounds: number): Promise<Row[]> {
	const supervisor = supervise();
	const child = supervisor.fork(program('listener'), [], options);
	await once(child.process, 'message');
	const times = { lifeline: [] as number[], ipc: [] as number[] };
	const sample = async (send: () => unknown) => {
		const answered = once(child.process, 'message');
		send();
		return Number((await answered)[0]);
	};
	for (let round = 0; round < rounds * 20; round++) {
		times.lifeline.push(await sample(() => supervisor.shared.set('sent', clock())));
		times.ipc.push(await sample(() => child.process.send(clock())));
	}
	await supervisor.stop();
	return ratio('a lifeline message / process.send()', 1.3, times.lifeline, times.ipc);
}

export async function measureFork(rounds: number): Promise<Row[]> {
	const calls = { supervised: [] as number[], alone: [] as number[] };
	const whole = { supervised: [] as number[], alone: [] as number[] };
	const sample = async (kind: keyof typeof calls, start: () => ChildProcess) => {
		const startedAt = clock();
		const child = start();
		calls[kind].push(clock() - startedAt);
		await once(child, 'message');
		whole[kind].push(clock() - startedAt);
		await once(child, 'exit');
	};
	const supervised = () => supervise().fork(program('first-line'), [], options).process;
	const alone = () => fork(program('first-line'), [], { ...options, ...PRELOAD });
	for (let round = 0; round < rounds * 2; round++) {
		if (round % 2) await sample('alone', alone);
		await sample('supervised', supervised);
		if (round % 2 === 0) await sample('alone', alone);
	}
	return [
		...ratio(
			'supervise() and fork() / fork() with the preload',
			1.05,
			whole.supervised,
			whole.alone,
		),
		...ratio('  the call alone', NO_GOAL, calls.supervised, calls.alone),
	];
}

function ratio(name: string, goal: number, ours: number[], others: number[]): Row[] {
	const ratios = ours.map((time, index) => time / (others[index] ?? Number.NaN));
	const explains = { unit: 'ms', goal: NO_GOAL };
	return [
		{
			name,
			unit: '',
			goal,
			value: median(ours) / median(others),
			kind: 'ratio of medians',
			spread: middleHalf(ratios),
			samples: ratios.length,
		},
		medianRow({ name: '  the first', ...explains }, ours),
		medianRow({ name: '  the second', ...explains }, others),
	];
}
