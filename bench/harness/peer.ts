/** What the benchmark needs to know of a watchdog: how a parent starts a child, and what the child does. */
import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';

export interface Peer {
	/** As the tables call it. */
	name: string;
	/** How the child hears of the end: pushed, by asking again and again, from the kernel, or not at all. */
	hears: 'push' | 'poll' | 'kernel' | 'nothing';
	/** How long it may take at most until the child hears, in ms. Default: 1200. */
	period?: number;
	/** Why it cannot be measured here. */
	missing?(): string | undefined;
	/** Of a peer that brings its own parent and child: the command of the parent. */
	parent?: readonly string[];
	/** In the parent: starts the child. Default: `fork()`. */
	start?(launch: Launch): Started | Promise<Started>;
	/** In the child: calls the cleanup once the parent is gone, and ends. */
	watch?(cleanup: Cleanup, ready: () => void): unknown;
	/** Of the parent and the child. */
	env?: Record<string, string>;
}

export type Cleanup = () => Promise<void>;

/** The child that is to be started. */
export interface Launch {
	/** What stands before node: a shell, another user, a namespace. */
	prefix: readonly string[];
	file: string;
	args: readonly string[];
	stdio: Exclude<StdioOptions, string>;
	detached: boolean;
}

export interface Started {
	pid?: number | undefined;
	disconnect?(): void;
}

export function forkChild(launch: Launch): ChildProcess {
	const { file, args, stdio, detached } = launch;
	return fork(file, [...args], {
		...toExec(launch),
		stdio: [...stdio, 'ipc'],
		detached,
	});
}

export function spawnChild(launch: Launch): ChildProcess {
	const { stdio, detached } = launch;
	const [command = '', ...args] = toCommand(launch);
	return spawn(command, args, { stdio: [...stdio], detached });
}

export function toCommand({ prefix, file, args }: Launch): string[] {
	return [...prefix, process.execPath, file, ...args];
}

/** For what insists on starting node itself. */
export function toExec({ prefix }: Launch): { execPath: string; execArgv: string[] } {
	const [execPath, ...execArgv] = [...prefix, process.execPath];
	return { execPath: execPath as string, execArgv };
}
