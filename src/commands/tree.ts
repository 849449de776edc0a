/** `tree`: the processes, with who watches whom. */
import { Argument, type Command } from 'commander';
import { addExamples } from './common/examples.js';
import { parsePid } from './common/values.js';
import type { TreeOptions } from './tree/show.js';

export function addTreeCommand(program: Command): void {
	const command = program
		.command('tree')
		.summary('show the process tree, with who watches whom')
		.description(DESCRIPTION)
		.addArgument(
			new Argument('[pid]', 'only this process and what is below it').argParser(parsePid),
		)
		.option('--watch', 'go on showing it, with keys to sort, fold and end processes')
		.option('--all', 'all processes, those of the kernel and this command too')
		.option('--json', 'print JSON')
		.option('--svg <file>', 'write a picture')
		.action(async (pid: number | undefined, options: TreeOptions) => {
			const { showTree } = require('./tree/show.js') as typeof import('./tree/show.js');
			await showTree({ pid, isAll: options.all === true }, options);
		});
	addExamples(command, [
		{ what: 'What runs JavaScript here, and what belongs to it', line: 'parent-watchdog tree' },
		{ what: 'Go on showing the tree below a process', line: 'parent-watchdog tree 4711 --watch' },
		{
			what: 'The pids of all that is not watched',
			line: `parent-watchdog tree --json | jq '.processes[] | select(.watch.state == "not-watching").pid'`,
		},
	]);
}

const DESCRIPTION = `Show the process tree, with who watches whom.

Without a pid or --all it shows the programs that run JavaScript or carry a mark of the watchdog, with what is above and below them. CPU is the share of one processor since the process started.

WATCH says "watches 4711 (preload)", "(descriptor)" or "(children)" for the sign by which that is known; "supervised by", "supervises", "reaper of" and "orphan of" with the other's pid; "detached" for who leads a session and so was told to outlive its parent; "watch off"; "not watched" for programs that run no JavaScript; and "unknown" for those that do and show no sign: their code may watch all the same.

Exit status: 0 it was shown, 1 there is no such process, 2 the process table cannot be read.`;
