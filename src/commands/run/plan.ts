/** What is started: which file, and in which environment. */
import { resolve } from 'node:path';
import { isOff, LIFELINE, VARIABLES } from '../../environment.js';
import { writeOwnIdentity } from '../../processes/own-identity.js';
import { writeSupervision } from '../../processes/supervision.js';
import { addPreload, isNode } from '../../supervision/preload.js';
import { findProgram } from './find-program.js';
import type { Plan, RunOptions, Words } from './program.js';

/** @throws CommandFailure with the exit status of a shell */
export function planProgram(words: Words, options: RunOptions): Plan {
	const [command, ...args] = words;
	const file = findProgram(command);
	const env = { ...process.env };
	const program = { isNode: isNode(command), args };
	const preloaded = isOff(env) ? undefined : addPreload(env, program);
	const watches = preloaded !== undefined && program.isNode;
	if (options.report) env[VARIABLES.report] ??= resolve(options.report);
	const supervisionId = options.tree ? writeMark(env) : undefined;
	if (!options.tree) writeOwnIdentity(env);
	// What a supervisor holds towards us, it does not hold towards the program.
	delete env[LIFELINE];
	return { words: [command, ...(preloaded ?? args)], file, env, supervisionId, watches, options };
}

/** By it all are known that the program starts. */
function writeMark(env: NodeJS.ProcessEnv): string {
	return writeSupervision(env, { descriptor: 0, guardLine: undefined });
}
