/** Runs `parent-watchdog` in a pipe, as a user's script does. */
import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

export const command = join(dirname(require.resolve('parent-watchdog')), 'cli.js');

export interface Outcome {
	status: number | null;
	signal: NodeJS.Signals | null;
	stdout: string;
	stderr: string;
}

export interface CommandOptions extends SpawnSyncOptions {
	/** A command that runs it. */
	prefix?: readonly string[];
}

/** It has no input, unless `options` say otherwise, and 30 s. */
export function runCommand(
	args: readonly string[],
	{ prefix = [], ...options }: CommandOptions = {},
): Outcome {
	const [file = '', ...words] = [...prefix, process.execPath, command, ...args];
	const { status, signal, stdout, stderr } = spawnSync(file, words, {
		timeout: 30_000,
		input: '',
		...options,
		encoding: 'utf8',
	});
	return { status, signal, stdout, stderr };
}
