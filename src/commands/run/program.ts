/** A wrapped program: what was asked for, what is to be started, what was, why it ends and how. */
import type { ChildProcess } from 'node:child_process';

export interface RunOptions {
	signal: NodeJS.Signals;
	/** In ms. */
	grace: number;
	pid?: number[];
	stdin?: true;
	tree?: true;
	report?: string;
}

export const DEFAULTS: RunOptions = { signal: 'SIGTERM', grace: 5000 };

/** The command and its arguments, as they were typed. */
export type Words = readonly [string, ...string[]];

export interface Plan {
	words: Words;
	/** The file that the command means. */
	file: string;
	env: NodeJS.ProcessEnv;
	/** With `--tree`: by which all that it starts are known. */
	supervisionId: string | undefined;
	/** Whether it loads the watchdog, as far as we know. */
	watches: boolean;
	options: RunOptions;
}

export interface Program {
	process: ChildProcess;
	pid: number;
	/** With the pid, its identity; 0 where that cannot be told. */
	start: number;
}

export type Cause =
	| { type: 'exit' }
	| { type: 'parent-gone'; pid: number | undefined }
	| { type: 'stdin-end' }
	| { type: 'ctrl-c' };

/** One of the two. */
export interface End {
	code: number | null;
	signal: NodeJS.Signals | null;
}
