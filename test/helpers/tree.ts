/**
 * A tree of real processes that all hold one pipe, the record. Each writes lines to it; its end of file
 * means that every one of them is gone, without asking any process table.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { RECORD } from './record.js';

export interface Exit {
	code: number | null;
	signal: NodeJS.Signals | null;
}

export interface Tree {
	readonly root: ChildProcess;
	/** All lines of the record so far. */
	readonly lines: readonly string[];
	/** What the root wrote to stdout and stderr so far. */
	readonly output: { stdout: string; stderr: string };
	/** The first line, past or future, that matches. */
	line(pattern: RegExp): Promise<RegExpMatchArray>;
	/** Resolves once `count` lines match. */
	times(pattern: RegExp, count: number): Promise<void>;
	/** Resolves with all lines once the record has ended: every process of the tree is gone. */
	end(): Promise<readonly string[]>;
	/** How the root ended. */
	exit(): Promise<Exit>;
	/** Sends a signal to the root. */
	kill(signal: NodeJS.Signals): void;
}

/** What undoes a test: its context. */
export interface Cleanup {
	after(undo: () => unknown): void;
}

export interface TreeOptions extends Omit<SpawnOptions, 'stdio'> {
	stdin?: 'ignore' | 'pipe';
	/** How long each wait may take, in ms; then it fails with all that was captured. */
	deadline?: number;
}

/** Starts the root of a tree; whatever named its pid in the record (`pid=123`) is killed after the test. */
export function startTree(
	t: Cleanup,
	[command, ...args]: readonly [string, ...string[]],
	{ stdin = 'ignore', deadline, ...options }: TreeOptions = {},
): Tree {
	const root = spawn(command, args, { ...options, stdio: [stdin, 'pipe', 'pipe', 'pipe'] });
	return followTree(t, root, deadline);
}

/** The same for a root that was started by something else, with the record as a pipe. */
export function followTree(t: Cleanup, root: ChildProcess, deadline = 20_000): Tree {
	const lines: string[] = [];
	const output = { stdout: '', stderr: '' };
	const watchers = new Set<() => void>();
	root.stdout?.setEncoding('utf8').on('data', (text: string) => {
		output.stdout += text;
	});
	root.stderr?.setEncoding('utf8').on('data', (text: string) => {
		output.stderr += text;
	});
	const record = createInterface({ input: root.stdio[RECORD] as Readable });
	record.on('line', (line) => {
		lines.push(line);
		for (const watcher of [...watchers]) watcher();
	});
	const ended = new Promise<readonly string[]>((resolve) => {
		record.on('close', () => resolve(lines));
	});
	const exited = new Promise<Exit>((resolve, reject) => {
		root.on('exit', (code, signal) => resolve({ code, signal }));
		root.on('error', reject);
	});
	exited.catch(() => {});

	const captured = () => JSON.stringify({ command: root.spawnargs, lines, ...output }, null, 2);
	const within = <T>(promise: Promise<T>, what: string) =>
		withDeadline(promise, deadline, () => `${what} did not come. Captured: ${captured()}`);
	t.after(() => {
		for (const pid of [root.pid, ...lines.flatMap(pidsIn)]) killQuietly(pid);
		// An orphan that is left by a failure, in a pid namespace of its own, must not keep this process.
		for (const stream of root.stdio) stream?.destroy();
	});
	return {
		root,
		lines,
		output,
		line: (pattern) => {
			const found = new Promise<RegExpMatchArray>((resolve) => {
				const look = () => {
					for (const line of lines) {
						const match = pattern.exec(line);
						if (!match) continue;
						watchers.delete(look);
						return resolve(match);
					}
				};
				watchers.add(look);
				look();
			});
			return within(found, `a line like ${pattern}`);
		},
		times: (pattern, count) => {
			const found = new Promise<void>((resolve) => {
				const look = () => {
					if (lines.filter((line) => pattern.test(line)).length < count) return;
					watchers.delete(look);
					resolve();
				};
				watchers.add(look);
				look();
			});
			return within(found, `${count} lines like ${pattern}`);
		},
		end: () => within(ended, 'the end of the record'),
		exit: () => within(exited, 'the exit of the root'),
		kill: (signal) => {
			process.kill(root.pid as number, signal);
		},
	};
}

/** Fails after `ms` with what `captured` says by then. */
export async function withDeadline<T>(
	promise: Promise<T>,
	ms: number,
	captured: () => string,
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Error(`after ${ms} ms: ${captured()}`)), ms);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}

function pidsIn(line: string): number[] {
	return [...line.matchAll(/\bpid=(\d+)/g)].map((match) => Number(match[1]));
}

function killQuietly(pid: number | undefined): void {
	try {
		if (pid) process.kill(pid, 'SIGKILL');
	} catch {
		// It is gone already, as it should be.
	}
}
