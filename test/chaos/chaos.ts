/**
 * Rounds of random trees of processes, in which random ones are killed. After each round nobody may be
 * left, every hook has run once, and nobody whose parent lived has ended. The seed replays all of it, as
 * far as the machine's own timing allows.
 *
 *     npm run test:chaos -- [--rounds n] [--seed s] [--first n] [--jobs n] [--busy n] [--minutes m]
 */
import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playRounds } from './rounds.js';

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			rounds: { type: 'string', default: '1000' },
			seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
			first: { type: 'string', default: '0' },
			jobs: { type: 'string', default: '4' },
			busy: { type: 'string', default: '0' },
			minutes: { type: 'string', default: '0' },
		},
	});
	const number = (name: keyof typeof values) => toNumber(name, values[name]);
	const [seed, rounds, jobs, busy] = [
		number('seed'),
		number('rounds'),
		number('jobs'),
		number('busy'),
	];
	console.log(
		`seed ${seed}, ${rounds} rounds, ${jobs} at a time, ${busy} busy loops; Node ${process.version}, ${cpus().length} cores`,
	);
	const loops = Array.from({ length: busy }, () =>
		spawn(process.execPath, [join(__dirname, 'busy.js')], { stdio: 'ignore' }),
	);
	const minutes = number('minutes');
	const start = Date.now();
	const tally = await playRounds({
		seed,
		rounds,
		jobs,
		first: number('first'),
		until: minutes > 0 ? start + minutes * 60_000 : Number.POSITIVE_INFINITY,
		onFailure: (report) => console.log(report),
		onRound: (sum) => {
			if (sum.rounds % 100 === 0) console.log(`${seconds(start)} s: ${sum}`);
		},
	});
	for (const loop of loops) loop.kill('SIGKILL');
	console.log(`${seconds(start)} s, seed ${seed}: ${tally}`);
	process.exitCode = tally.failures.size > 0 ? 1 : 0;
}

function toNumber(name: string, value: string): number {
	if (/^\d+$/.test(value)) return Number(value);
	throw new RangeError(`--${name} must be a number, but is ${value}`);
}

function seconds(start: number): number {
	return Math.round((Date.now() - start) / 1000);
}

void main();
