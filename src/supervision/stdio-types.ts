/** Which streams a child has, by its option `stdio`: https://nodejs.org/api/child_process.html#optionsstdio */
import type {
	ChildProcess,
	ChildProcessByStdio,
	ForkOptions,
	SpawnOptions,
	StdioOptions,
} from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { SupervisedOptions } from './options.js';

/** What the option `stdio` may be. */
export type Stdio = Extract<StdioOptions, string> | readonly StdioEntry[];
type StdioEntry = Exclude<StdioOptions, string>[number];

/** Options of `supervisor.spawn()`: those of `child_process.spawn()`, and those of a supervised child. */
export type SuperviseSpawnOptions<Given extends Stdio = Stdio> = Omit<SpawnOptions, 'stdio'> &
	SupervisedOptions & {
		/** As in `child_process`; the type of `child.process` follows it. Default: 'pipe'. */
		stdio?: Given | undefined;
	};

/** Options of `supervisor.fork()`: those of `child_process.fork()`, and those of a supervised child. */
export type SuperviseForkOptions<
	Given extends Stdio = Stdio,
	Silent extends boolean = boolean,
> = Omit<ForkOptions, 'stdio' | 'silent'> &
	SupervisedOptions & {
		/** As in `child_process`; the type of `child.process` follows it. Default: as `silent` says. */
		stdio?: Given | undefined;
		/** Whether stdin, stdout and stderr are pipes. Default: false. */
		silent?: Silent | undefined;
	};

/** The process that `spawn()` starts. */
export type Spawned<Given extends Stdio> = ChildProcessByStdio<
	StreamOf<EntryOf<Given, 0>, Writable>,
	StreamOf<EntryOf<Given, 1>, Readable>,
	StreamOf<EntryOf<Given, 2>, Readable>
>;

/** The process that `fork()` starts: as `spawn()` where `stdio` says it, or else `silent: true`. */
export type Forked<Given extends Stdio, Silent extends boolean> = [Given] extends [never]
	? Silent extends true
		? Spawned<'pipe'>
		: ChildProcess
	: Spawned<Given>;

/** Of a list that is known; where it is not, any entry may be there, or none. */
type EntryOf<Given extends Stdio, Index extends number> = Given extends readonly unknown[]
	? number extends Given['length']
		? Given[number] | undefined
		: Entry<Given, Index>
	: Given;
type Entry<Given extends readonly unknown[], Index extends number> = Index extends keyof Given
	? Given[Index]
	: `${Index}` extends keyof Given
		? Given[`${Index}`]
		: undefined;

/** One that is left out is a pipe. What may be one or the other is both. */
type StreamOf<Entry, Pipe> = Entry extends 'pipe' | 'overlapped' | null | undefined ? Pipe : null;
