/** Takes one step of `entrance-steps`, and says what that has cost. */
import { writeSync } from 'node:fs';
import { readPss } from '../harness/proc.js';
import { STEPS } from './entrance-steps.js';

async function main(): Promise<void> {
	const prepare = STEPS[process.argv[2] as string];
	const step = await prepare?.();
	// What the first file of any program costs is not theirs, nor what reading /proc costs.
	require('./nothing.js');
	readPss('self');
	const before = { wall: performance.now(), cpu: process.cpuUsage(), pss: readPss('self') };
	await step?.();
	const wall = performance.now() - before.wall;
	const { user, system } = process.cpuUsage(before.cpu);
	const pss = readPss('self') - before.pss;
	writeSync(1, JSON.stringify({ wall, cpu: (user + system) / 1e3, pss }));
	process.exit();
}

void main();
