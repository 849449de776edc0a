/** The command line: its commands, and what becomes of an error in one of them. */
import { Command, CommanderError } from 'commander';
import { EXIT } from './common/exit-codes.js';
import { printFailure } from './common/failure.js';
import { addCompletionCommand } from './completion.js';
import { addDoctorCommand } from './doctor.js';
import { addManualCommand } from './manual.js';
import { addOrphansCommand } from './orphans.js';
import { addRunCommand } from './run.js';
import { addTreeCommand } from './tree.js';
import { addVerifyCommand } from './verify.js';
import { addWhyCommand } from './why.js';

export function createProgram(): Command {
	const { version } = require('parent-watchdog/package.json') as { version: string };
	const program = new Command('parent-watchdog')
		.description(
			'Wrap any program so that it ends with its parent; see the process tree; find orphans.',
		)
		.version(version, '-V, --version', 'print the version')
		.helpOption('-h, --help', 'print this help')
		.helpCommand('help [command]', 'print the help of a command')
		// What comes after a command belongs to it: `run -- node --version` asks node.
		.enablePositionalOptions()
		.showHelpAfterError('(run it with --help for what it takes)')
		.exitOverride();
	addRunCommand(program);
	addVerifyCommand(program);
	addTreeCommand(program);
	addOrphansCommand(program);
	addWhyCommand(program);
	addDoctorCommand(program);
	addCompletionCommand(program);
	addManualCommand(program);
	return program;
}

/** Runs the command that `argv` names; its exit status is in `process.exitCode` afterwards. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
	try {
		await createProgram().parseAsync(argv);
	} catch (error) {
		process.exitCode = error instanceof CommanderError ? statusOf(error) : printFailure(error);
	}
}

/** commander has printed it already; what it calls 1 is a command line that we do not understand. */
function statusOf({ exitCode }: CommanderError): number {
	return exitCode === 1 ? EXIT.usage : exitCode;
}
