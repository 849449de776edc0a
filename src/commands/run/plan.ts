/** What is started: which file, and in which environment. */
import { resolve } from 'node:path';
import { isOff, LIFELINE, VARIABLES } from '../../environment.js';
import { writeOwnIdentity } from '../../processes/own-identity.js';
import { writeSupervision } from '../../processes/supervision.js';
import { addPreload, isNode } from '../../supervision/launch.js';
import { findProgram } from './find-program.js';
import type { Plan, RunOptions, Words } from './program.js';

/** @throws CommandFailure with the exit status of a shell */
export function planProgram(words: Words, options: RunOptions): Plan {
	const [command] = words;
	const file = findProgram(command);
	const env = { ...process.env };
	const supervisionId = prepareEnvironment(env, options);
	return { words, file, env, supervisionId, watches: isNode(command) && !isOff(env), options };
}

function prepareEnvironment(
	env: NodeJS.ProcessEnv,
	{ tree, report }: RunOptions,
): string | undefined {
	if (!isOff(env)) addPreload(env);
	if (report) env[VARIABLES.report] ??= resolve(report);
	let supervisionId: string | undefined;
	if (tree) supervisionId = writeSupervision(env, { descriptor: 0, guardLine: undefined });
	else writeOwnIdentity(env);
	// What a supervisor holds towards us, it does not hold towards the program.
	delete env[LIFELINE];
	return supervisionId;
}
