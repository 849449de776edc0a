/** How a supervised child is started: as it was asked for, with a lifeline and a preload on top. */
import type { ForkOptions, SpawnOptions, StdioOptions } from 'node:child_process';
import { isOff, isSupervised, VARIABLES } from '../environment.js';
import { parseBoolean } from '../option-texts.js';
import { writeSupervision } from '../processes/supervision.js';
import { isWindows } from '../runtime/system.js';
import { addPreload, isNode, type PreloadedProgram } from './preload.js';
import { leaveJob } from './windows-job.js';

/** What a launch needs to know beyond the options of `child_process`. */
export interface LaunchOptions {
	preload: boolean;
	/** Left open, a child of Node may start one itself. */
	guard: boolean | undefined;
	group: boolean;
	/** How long the child has after SIGTERM, in ms. */
	terminate: number;
	/** The id of the lease that is held for what is started elsewhere. */
	lease: string | undefined;
}

export interface Launch<Options> {
	options: Options;
	/** For `spawn()`: the words for the program. */
	args: readonly string[];
	/** Which entry of `stdio` the lifeline is. */
	descriptor: number;
	/** And the guard line. */
	guardLine: number | undefined;
	/** Whether it was told to have a guard. */
	isGuarded: boolean;
	/** By which the child and all that it starts are known: a variable of their environment. */
	supervisionId: string;
	/** Whether it loads the watchdog, as far as we know. */
	watches: boolean;
}

export function prepareFork(options: ForkOptions, ours: LaunchOptions): Launch<ForkOptions> {
	const stdio = options.stdio ?? (options.silent ? 'pipe' : 'inherit');
	const entries = typeof stdio === 'string' ? [stdio, stdio, stdio, 'ipc' as const] : stdio;
	const given = options.execArgv ?? process.execArgv;
	const program = { isNode: isNode(options.execPath ?? process.execPath), args: given };
	const launch = prepare(options, entries, ours, program);
	if (launch.args !== given) launch.options.execArgv = [...launch.args];
	return launch;
}

export function prepareSpawn(
	command: string,
	args: readonly string[],
	options: SpawnOptions,
	ours: LaunchOptions,
): Launch<SpawnOptions> {
	const stdio = options.stdio ?? 'pipe';
	const entries = typeof stdio === 'string' ? [stdio, stdio, stdio] : stdio;
	return prepare(options, entries, ours, { isNode: isNode(command), args });
}

function prepare<Options extends ForkOptions | SpawnOptions>(
	options: Options,
	entries: Exclude<StdioOptions, string>,
	ours: LaunchOptions,
	program: PreloadedProgram,
): Launch<Options> {
	const stdio = [...entries];
	while (stdio.length < 3) stdio.push(undefined);
	const descriptor = stdio.length;
	stdio.push('pipe');
	const env = copyEnvironment(options.env ?? process.env);
	limitGracePeriod(env, ours.terminate);
	const isGuarded = ours.guard || parseBoolean(env[VARIABLES.guard] ?? '') === true;
	const mayBeGuarded = isGuarded || (ours.guard === undefined && program.isNode && !isOff(env));
	// There a pipe cannot be read without waiting: https://nodejs.org/api/child_process.html#optionsstdio
	const guardLine = mayBeGuarded && !isWindows ? stdio.push('pipe') - 1 : undefined;
	const supervisionId = writeSupervision(env, { descriptor, guardLine });
	const { uid, gid } = options;
	const preloaded = ours.preload ? addPreload(env, { ...program, uid, gid }) : undefined;
	if (ours.guard) env[VARIABLES.guard] ??= '1';
	const detached = options.detached || ours.group;
	const watches = preloaded !== undefined && program.isNode && !isOff(env);
	// Who watches us needs no lease; who is a mere program may start somebody who does.
	if (ours.lease && !watches) env[VARIABLES.lease] = options.env?.[VARIABLES.lease] ?? ours.lease;
	const launched = { ...options, stdio, env, detached, ...leaveJob(watches, stdio) };
	const args = preloaded ?? program.args;
	return { options: launched, args, descriptor, guardLine, isGuarded, supervisionId, watches };
}

/**
 * So that a child's own deadline comes before our SIGKILL. What it inherits from us may be what our own
 * supervisor has said to us so.
 */
function limitGracePeriod(env: NodeJS.ProcessEnv, terminate: number): void {
	if (terminate <= 0) return;
	const { gracePeriod } = VARIABLES;
	const limit = Math.round(terminate * 0.9);
	const given = env[gracePeriod];
	const isOfOurs = isSupervised(process.env) && given === process.env[gracePeriod];
	if (given === undefined || (isOfOurs && Number(given) > limit)) env[gracePeriod] = String(limit);
}

/** As `child_process` reads it: what an environment inherits from another one counts. */
function copyEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = {};
	for (const name in given) env[name] = given[name];
	return env;
}
