/**
 * The processor time of one poll, of a direct parent and of a process that was named: many polls in a
 * row, in batches that take turns.
 */
import { spawn } from 'node:child_process';
import { medianRow, type Row } from '../harness/measure.js';
import { createTarget, probeAll } from './internals.js';

const POLLS = 20_000;

export async function measurePollCost(rounds: number): Promise<Row[]> {
	const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], {
		stdio: ['pipe', 'ignore', 'ignore'],
	});
	try {
		const direct = [createTarget(process.ppid, process.ppid)];
		const named = [createTarget(other.pid as number, process.ppid)];
		const costs: [number[], number[]] = [[], []];
		for (let round = -2; round < rounds; round++) {
			const [a, b] = [pollCost(direct), pollCost(named)];
			if (round < 0) continue;
			costs[0].push(a);
			costs[1].push(b);
		}
		return [
			medianRow({ name: 'one poll, direct parent', unit: 'us', goal: 5 }, costs[0]),
			medianRow({ name: 'one poll, named process', unit: 'us', goal: 5 }, costs[1]),
		];
	} finally {
		other.kill('SIGKILL');
	}
}

function pollCost(targets: Parameters<typeof probeAll>[0]): number {
	const start = process.cpuUsage();
	for (let poll = 0; poll < POLLS; poll++) {
		if (probeAll(targets).answer !== 'alive') throw new Error('the target is not alive');
	}
	const { user, system } = process.cpuUsage(start);
	return (user + system) / POLLS;
}
