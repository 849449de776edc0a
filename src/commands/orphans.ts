/** `orphans`: the processes whose parent is gone, and their end. */
import type { Command } from 'commander';
import { addExamples } from './common/examples.js';
import { parseDuration, parsePid } from './common/values.js';
import type { OrphansOptions } from './orphans/seek.js';

export function addOrphansCommand(program: Command): void {
	const command = program
		.command('orphans')
		.summary('find processes whose parent is gone, and end them')
		.description(DESCRIPTION)
		.argument(
			'[pids...]',
			'only these: with --kill, also those that it leaves alone otherwise',
			add,
		)
		.option('--kill', 'end those whose recorded parent is gone, with what is below them')
		.option('--yes', 'do not ask before')
		.option(
			'--older <time>',
			'only processes of that age, such as 90s, 10m or 2h (default: 10m for those that are only likely to be orphans)',
			parseDuration,
		)
		.option(
			'--grace <time>',
			'how long they have after SIGTERM, before SIGKILL',
			parseDuration,
			5000,
		)
		.option('--json', 'print JSON')
		.action(async (pids: number[] | undefined, options: OrphansOptions) => {
			const { seekOrphans } = require('./orphans/seek.js') as typeof import('./orphans/seek.js');
			process.exitCode = await seekOrphans(pids ?? [], options);
		});
	addExamples(command, [
		{ what: 'What was left behind on this machine', line: 'parent-watchdog orphans' },
		{ what: 'End what was left behind, after a question', line: 'parent-watchdog orphans --kill' },
		{ what: 'In a script', line: 'parent-watchdog orphans --kill --yes --older 10m' },
		{ what: 'One that only may be an orphan', line: 'parent-watchdog orphans --kill 4711' },
	]);
}

const DESCRIPTION = `Find processes whose parent is gone.

Three kinds are told apart. Orphans: their environment records the nearest ancestor that had the watchdog, and that one is gone. Those that were told to outlive it: they lead a session of their own, or have left its session. And those that only may be orphans: interpreters that pid 1 or the like has adopted, without a terminal, and old. --kill ends the first kind, and of the others those whose pid is given.

Exit status: 0 there is no orphan, or all that were to be ended are gone; 1 there is one, or one is left, or a pid that was given is none; 2 it cannot be judged here.`;

function add(text: string, pids: number[] = []): number[] {
	return [...pids, parsePid(text)];
}
