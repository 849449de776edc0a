/** `doctor`: what works on this machine, and what it costs where something does not. */
import type { Command } from 'commander';
import { addExamples } from './common/examples.js';

export function addDoctorCommand(program: Command): void {
	const command = program
		.command('doctor')
		.summary('check what works on this machine')
		.description(DESCRIPTION)
		.option('--json', 'print JSON')
		.action(async ({ json }: { json?: boolean }) => {
			const { examine } = require('./doctor/examine.js') as typeof import('./doctor/examine.js');
			process.exitCode = await examine(json === true);
		});
	addExamples(command, [
		{
			what: 'In the container that it will run in',
			line: 'docker run my-image npx parent-watchdog doctor',
		},
		{
			what: 'What does not work here',
			line: `parent-watchdog doctor --json | jq '.checks[] | select(.state != "works")'`,
		},
	]);
}

const DESCRIPTION = `Check what works on this machine. Everything is tried, not guessed: processes are started, a thread, an inspector session, and an orphan that ends at once.

A line says "works", or "costs" with what is slower or missing then, or "fails" where the promise does not hold.

Exit status: 0 nothing fails, 1 something does.`;
