/** Processes that have nothing to do with ours but can be named by their pid; killed after the test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { withDeadline } from './tree.js';

/** A process that stays until it is killed. */
export function startBystander(t: TestContext, command: readonly string[] = ['sleep', '60']) {
	const [name = '', ...args] = command;
	const bystander = spawn(name, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	t.after(() => bystander.kill('SIGKILL'));
	return bystander as ChildProcess & { pid: number };
}

/** Kills it and waits until it has been reaped. */
export async function killAndReap(bystander: ChildProcess): Promise<void> {
	const exited = once(bystander, 'exit');
	bystander.kill('SIGKILL');
	await exited;
}

/** A pid that was in use a moment ago. */
export async function createDeadPid(t: TestContext): Promise<number> {
	const bystander = startBystander(t);
	await killAndReap(bystander);
	return bystander.pid;
}

/** The first line that it writes. */
export async function firstLine({ stdout }: ChildProcess): Promise<string> {
	let text = '';
	const read = async () => {
		for await (const chunk of stdout ?? []) {
			text += chunk;
			if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
		}
		throw new Error(`it ended without a line, after ${JSON.stringify(text)}`);
	};
	return withDeadline(read(), 20_000, () => `no line, only ${JSON.stringify(text)}`);
}

/** A line of `/proc/<pid>/status`: `readStatus(pid, 'State')` is `S (sleeping)`. */
export function readStatus(pid: number, name: string): string {
	const lines = readFileSync(`/proc/${pid}/status`, 'latin1').split('\n');
	const line = lines.find((one) => one.startsWith(`${name}:`)) ?? '';
	return line.slice(name.length + 1).trim();
}
