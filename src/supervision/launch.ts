/** How a supervised child is started: as it was asked for, with a lifeline and a preload on top. */
import type { ForkOptions, SpawnOptions, StdioOptions } from 'node:child_process';
import { basename, join } from 'node:path';
import { isOff, VARIABLES, writeSupervision } from '../environment.js';
import { isWindows } from '../system.js';

/** What a launch needs to know beyond the options of `child_process`. */
export interface LaunchOptions {
	preload: boolean;
	guard: boolean;
	group: boolean;
	/** How long the child has after SIGTERM, in ms. */
	terminate: number;
}

export interface Launch<Options> {
	options: Options;
	/** Which entry of `stdio` the lifeline is. */
	descriptor: number;
	/** And the guard line. */
	guardLine: number | undefined;
	/** By which the child and all that it starts are known: a variable of their environment. */
	mark: string;
	/** Whether it loads the watchdog, as far as we know. */
	watches: boolean;
}

/** Taken at load: programs replace it. */
const { hrtime } = process;
let supervisors = 0;

/** Part of the marks of its children: unlike any other of this process, in another thread or copy of the package. */
export function nameSupervisor(): string {
	supervisors += 1;
	return `${supervisors}.${hrtime().join('.')}`;
}

const REGISTER = join(__dirname, '..', 'register.js');

export function prepareFork(
	options: ForkOptions,
	ours: LaunchOptions,
	serial: string,
): Launch<ForkOptions> {
	const stdio = options.stdio ?? (options.silent ? 'pipe' : 'inherit');
	const entries = typeof stdio === 'string' ? [stdio, stdio, stdio, 'ipc' as const] : stdio;
	return prepare(options, entries, ours, serial, ours.preload);
}

export function prepareSpawn(
	command: string,
	options: SpawnOptions,
	ours: LaunchOptions,
	serial: string,
): Launch<SpawnOptions> {
	const stdio = options.stdio ?? 'pipe';
	const entries = typeof stdio === 'string' ? [stdio, stdio, stdio] : stdio;
	const watches = ours.preload && isNode(command);
	return prepare(options, entries, ours, serial, watches);
}

function prepare<Options extends ForkOptions | SpawnOptions>(
	options: Options,
	entries: Exclude<StdioOptions, string>,
	ours: LaunchOptions,
	serial: string,
	watches: boolean,
): Launch<Options> {
	const stdio = [...entries];
	while (stdio.length < 3) stdio.push(undefined);
	const descriptor = stdio.length;
	stdio.push('pipe');
	const env = copyEnvironment(options.env ?? process.env);
	// There a pipe cannot be read without waiting: https://nodejs.org/api/child_process.html#optionsstdio
	const guardLine = ours.guard && !isWindows ? stdio.push('pipe') - 1 : undefined;
	const mark = writeSupervision(env, { descriptor, guardLine, serial });
	if (ours.preload) addPreload(env);
	if (ours.guard) env[VARIABLES.guard] ??= '1';
	// So that a child's own deadline comes before our SIGKILL.
	if (ours.terminate > 0) env[VARIABLES.gracePeriod] ??= String(Math.round(ours.terminate * 0.9));
	const detached = options.detached || ours.group;
	const canWatch = watches && !isOff(env);
	const launched = { ...options, stdio, env, detached };
	return { options: launched, descriptor, guardLine, mark, watches: canWatch };
}

/** As `child_process` reads it: what an environment inherits from another one counts. */
function copyEnvironment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = {};
	for (const name in given) env[name] = given[name];
	return env;
}

/** Not where it is there already, by its path or by its name. */
function addPreload(env: NodeJS.ProcessEnv): void {
	const given = env.NODE_OPTIONS ?? '';
	if (BY_NAME.test(given) || given.includes(quote(REGISTER))) return;
	env.NODE_OPTIONS = `${given} --require ${quote(REGISTER)}`.trim();
}

const BY_NAME = /(^|[\s="])parent-watchdog\/register(?=["\s]|$)/;

/** As Node reads it: https://nodejs.org/api/cli.html#node_optionsoptions */
function quote(path: string): string {
	return `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
}

function isNode(command: string): boolean {
	return command === process.execPath || /^node(js)?(\.exe)?$/i.test(basename(command));
}
