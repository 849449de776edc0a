/**
 * Starts children, stops them as one of `stoppers` does, and prints what that took, as JSON.
 * `<stopper> <count> <stubborn ones>`
 */
import { readFileSync, writeSync } from 'node:fs';
import { clock } from '../harness/measure.js';
import { descendants } from '../harness/proc.js';
import { STOPPERS } from './stoppers.js';

export interface Stopped {
	/** In ms. */
	took: number;
	survivors: number;
	/** Of the parent, in ms of processor time. */
	cpu: number;
}

const [name = '', count = '1', stubborn = '0'] = process.argv.slice(2);

async function main(): Promise<void> {
	const stop = await STOPPERS[name]?.start(Number(count), Number(stubborn));
	const pids = descendants(process.pid);
	const before = { at: clock(), cpu: process.cpuUsage() };
	await stop?.();
	const took = clock() - before.at;
	const { user, system } = process.cpuUsage(before.cpu);
	const left = pids.filter(isAlive);
	for (const pid of left) process.kill(pid, 'SIGKILL');
	const result: Stopped = { took, survivors: left.length, cpu: (user + system) / 1e3 };
	writeSync(1, JSON.stringify(result));
	process.exit();
}

/** A zombie has ended: whoever waits for it is just late. */
function isAlive(pid: number): boolean {
	try {
		return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
	} catch {
		return false;
	}
}

void main();
