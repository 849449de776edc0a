/**
 * The command line. `run` stands between a caller and any program, so where it has no option of its own, no
 * parser is loaded for it: that takes as long as the start of the program.
 */
import { printFailure } from './common/failure.js';
import type { Words } from './run/program.js';

/** Runs the command that `argv` names; its exit status is in `process.exitCode` afterwards. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
	const words = readPlainRun(argv);
	if (!words) {
		if (argv[2] === 'tree') await askForTable();
		const { parseCommandLine } = require('./program.js') as typeof import('./program.js');
		return parseCommandLine(argv);
	}
	const { runProgram } = require('./run/run-program.js') as typeof import('./run/run-program.js');
	try {
		await runProgram(words);
	} catch (error) {
		process.exitCode = printFailure(error);
	}
}

function askForTable(): Promise<void> {
	const { askEarly } =
		require('./survey/early-listing.js') as typeof import('./survey/early-listing.js');
	return askEarly();
}

/** Of `run -- command` and `run command`: the command and its arguments. */
function readPlainRun([, , name, ...rest]: readonly string[]): Words | undefined {
	if (name !== 'run') return undefined;
	const [command, ...args] = rest[0] === '--' ? rest.slice(1) : rest;
	const isOption = rest[0] !== '--' && command?.startsWith('-');
	return command === undefined || isOption ? undefined : [command, ...args];
}
