/** `run`: any program, which ends when our parent does, and when we are killed. */
import type { Command } from 'commander';
import { addExamples } from './common/examples.js';
import { RUN_EXIT } from './common/exit-codes.js';
import { parseDuration, parsePid, parseSignal } from './common/values.js';
import { DEFAULTS, type RunOptions } from './run/program.js';

export function addRunCommand(program: Command): void {
	const command = program
		.command('run')
		.description('run a program that ends when our parent does, and when we are killed')
		.usage('[options] [--] <command> [args...]')
		.argument('<command>', 'the program, found as a shell finds it')
		.argument('[args...]', 'its arguments')
		.option(
			'--signal <name>',
			'what it is sent first when it has to end',
			parseSignal,
			DEFAULTS.signal,
		)
		.option(
			'--grace <time>',
			'how long it has until SIGKILL: 1500, 500ms, 10s',
			parseDuration,
			DEFAULTS.grace,
		)
		.option('--pid <pid>', 'watch this process, not our parent; may be repeated', collectPids)
		.option('--stdin', 'the end of our input ends it; it gets a pipe from us as its input')
		.option('--tree', 'end what it has started as well, also when it ends by itself')
		.option('--report <file>', 'append a line of JSON that says why it ended')
		.passThroughOptions()
		.exitOverride((error) => {
			throw error.exitCode === 1 ? Object.assign(error, { exitCode: RUN_EXIT.own }) : error;
		})
		.action((file: string, args: string[], options: RunOptions) => {
			const { runProgram } =
				require('./run/run-program.js') as typeof import('./run/run-program.js');
			return runProgram([file, ...args], options);
		});
	addExamples(command, [
		{ what: 'a development server that ends with npm', line: 'parent-watchdog run -- npm run dev' },
		{
			what: 'a server of a client that may be killed: it ends with the client, or with its input',
			line: 'parent-watchdog run --stdin -- python3 server.py',
		},
		{
			what: 'a program with all that it starts, and two seconds to clean up',
			line: 'parent-watchdog run --tree --grace 2s -- ./build.sh',
		},
		{
			what: 'for as long as process 4711 lives',
			line: 'parent-watchdog run --pid 4711 -- tail -f app.log',
		},
	]);
	command.addHelpText('after', EXIT_HELP);
}

function collectPids(text: string, pids: number[] = []): number[] {
	return [...pids, parsePid(text)];
}

const EXIT_HELP = `
Exit status: that of the program, and its signal where a signal ended it; 125 where run itself
fails, 126 for a program that cannot be run, 127 for one that is not there, 1 for a --pid that is
not there.`;
