/**
 * The command line. `run` stands between a caller and any program, and `tree` is asked again and again; so
 * where they have no option, no parser is loaded for them: that takes as long as the start of a program.
 */
import { printFailure } from './common/failure.js';

/** Runs the command that `argv` names; its exit status is in `process.exitCode` afterwards. */
export async function runCommandLine(argv: readonly string[]): Promise<void> {
	const [, , name, ...rest] = argv;
	if (name === 'tree') await askForTable();
	const command = name === 'run' ? readRun(rest) : name === 'tree' ? readTree(rest) : undefined;
	if (!command) {
		const { parseCommandLine } = require('./program.js') as typeof import('./program.js');
		return parseCommandLine(argv);
	}
	try {
		await command();
	} catch (error) {
		process.exitCode = printFailure(error);
	}
}

function askForTable(): Promise<void> {
	const { askEarly } =
		require('./survey/early-listing.js') as typeof import('./survey/early-listing.js');
	return askEarly();
}

/** `-- command` and `command`, with arguments. */
function readRun(rest: readonly string[]): (() => Promise<void>) | undefined {
	const [command, ...args] = rest[0] === '--' ? rest.slice(1) : rest;
	if (command === undefined || (rest[0] !== '--' && command.startsWith('-'))) return undefined;
	return () => {
		const { runProgram } = require('./run/run-program.js') as typeof import('./run/run-program.js');
		return runProgram([command, ...args]);
	};
}

/** Nothing, or a pid. What may be none is left to the parser, which says so. */
function readTree([text, ...others]: readonly string[]): (() => Promise<void>) | undefined {
	if (others.length > 0 || !/^[1-9]\d{0,8}$/.test(text ?? '1')) return undefined;
	return () => {
		const { showTree } = require('./tree/show.js') as typeof import('./tree/show.js');
		return showTree({ pid: text === undefined ? undefined : Number(text), isAll: false }, {});
	};
}
