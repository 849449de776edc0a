/** `doctor`: what works on this machine, and what it costs where something does not. */
import type { Command } from 'commander';
import { addExamples } from './common/examples.js';
import { EXIT } from './common/exit-codes.js';
import { paintFor, type Style } from './common/paint.js';
import type { Check } from './doctor/check.js';
import { checkNamespace, checkSeccomp, checkSetpriv } from './doctor/kernel.js';
import { checkPidusage, checkProc, checkPs } from './doctor/processes.js';
import { checkReaping } from './doctor/reaping.js';
import { checkPermissions, checkRuntime } from './doctor/runtime.js';
import { checkThreads } from './doctor/threads.js';

export function addDoctorCommand(program: Command): void {
	const command = program
		.command('doctor')
		.summary('check what works on this machine')
		.description(DESCRIPTION)
		.option('--json', 'print JSON')
		.action(async ({ json }: { json?: boolean }) => {
			const checks = await examine();
			process.stdout.write(json ? `${JSON.stringify({ checks }, null, '\t')}\n` : format(checks));
			process.exitCode = checks.some(({ state }) => state === 'fails') ? EXIT.failed : EXIT.ok;
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

async function examine(): Promise<Check[]> {
	const onLinux = process.platform === 'linux';
	const parts = await Promise.all([
		[checkRuntime(), ...checkPermissions(), checkProc()],
		checkPs(),
		checkPidusage(),
		checkThreads(),
		onLinux ? [checkSeccomp(), checkNamespace()] : [],
		onLinux ? checkReaping() : [],
		onLinux ? checkSetpriv() : [],
	]);
	return parts.flat();
}

const STYLES: Record<Check['state'], Style> = { works: 'green', costs: 'yellow', fails: 'red' };

function format(checks: readonly Check[]): string {
	const paint = paintFor(process.stdout);
	const width = Math.max(...checks.map(({ name }) => name.length));
	const { columns = 100 } = process.stdout;
	return checks
		.flatMap(({ name, state, found, cost }) => [
			`${paint(state, STYLES[state])}  ${paint(name.padEnd(width), 'bold')}  ${found}`,
			...wrap(cost, Math.max(20, columns - width - 9)).map((line) => ' '.repeat(width + 9) + line),
		])
		.map((line) => `${line}\n`)
		.join('');
}

function wrap(text: string, columns: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(' ').filter(Boolean)) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + word.length < columns)
			lines.push(`${lines.pop()} ${word}`);
		else lines.push(word);
	}
	return lines;
}
