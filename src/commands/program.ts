/** The commands and their options, and what becomes of an error in one of them. */
import { Command, CommanderError } from 'commander';
import { EXIT } from './common/exit-codes.js';
import { printFailure } from './common/failure.js';

/** Each is loaded when it is asked for, or when all are: for help, and to find the nearest name. */
const COMMANDS: Record<string, () => (program: Command) => void> = {
	run: () => (require('./run.js') as typeof import('./run.js')).addRunCommand,
	verify: () => (require('./verify.js') as typeof import('./verify.js')).addVerifyCommand,
	tree: () => (require('./tree.js') as typeof import('./tree.js')).addTreeCommand,
	orphans: () => (require('./orphans.js') as typeof import('./orphans.js')).addOrphansCommand,
	why: () => (require('./why.js') as typeof import('./why.js')).addWhyCommand,
	doctor: () => (require('./doctor.js') as typeof import('./doctor.js')).addDoctorCommand,
};

/** They tell of all the others. */
const GENERAL: (() => (program: Command) => void)[] = [
	() => (require('./completion.js') as typeof import('./completion.js')).addCompletionCommand,
	() => (require('./manual.js') as typeof import('./manual.js')).addManualCommand,
];

/** With one command, or with all. */
export function createProgram(only?: string): Command {
	const program = new Command('parent-watchdog')
		.description(
			'Wrap any program so that it ends with its parent; see the process tree; find orphans.',
		)
		.helpOption('-h, --help', 'print this help')
		.helpCommand('help [command]', 'print the help of a command')
		// What comes after a command belongs to it: `run -- node --version` asks node.
		.enablePositionalOptions()
		.showHelpAfterError('(run it with --help for what it takes)')
		.exitOverride();
	const command = only === undefined ? undefined : COMMANDS[only];
	if (!command) addVersion(program);
	const loads = command ? [command] : [...Object.values(COMMANDS), ...GENERAL];
	for (const load of loads) load()(program);
	return program;
}

function addVersion(program: Command): void {
	const { version } = require('parent-watchdog/package.json') as { version: string };
	program.version(version, '-V, --version', 'print the version');
}

/** Its exit status is in `process.exitCode` afterwards. */
export async function parseCommandLine(argv: readonly string[]): Promise<void> {
	const [, , name = ''] = argv;
	try {
		await createProgram(Object.hasOwn(COMMANDS, name) ? name : undefined).parseAsync(argv);
	} catch (error) {
		process.exitCode = error instanceof CommanderError ? statusOf(error) : printFailure(error);
	}
}

/** commander has printed it already; what it calls 1 is a command line that we do not understand. */
function statusOf({ exitCode }: CommanderError): number {
	return exitCode === 1 ? EXIT.usage : exitCode;
}
