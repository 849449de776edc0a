/** Runs a real program once, and tells everything that its parent and it itself can observe. */
import assert from 'node:assert/strict';
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RECORD } from './record.js';

export interface Program {
	/** The arguments of node: options, then a file of test/programs (`name.js` or `name.mjs`). */
	args: readonly string[];
	/** `ignore` is `/dev/null`, `open` a pipe that the parent never ends; else what it holds. */
	stdin?: 'ignore' | 'open' | { text: string };
	/** Whether the program has an IPC channel, as `fork()` gives it. */
	ipc?: boolean;
	env?: Record<string, string>;
	/** What its living parent does meanwhile. */
	parent?: (child: ChildProcess) => void;
	/** In ms. A program that is still there by then is killed, and that is observed. */
	deadline?: number;
}

/** How something is loaded into a program before it starts. */
export interface Preload {
	args?: readonly string[];
	env?: Record<string, string>;
}

/** What was observed, by name: `exit`, `stdout`, `main at exit/listeners`, ... */
export type Observation = Record<string, readonly string[]>;

export async function observeRun(program: Program, preload: Preload = {}): Promise<Observation> {
	const { args, stdin = 'ignore', ipc = false, env, parent, deadline = 20_000 } = program;
	const words = args.map((word) => (/^[\w-]+\.m?js$/.test(word) ? pathOf(word) : word));
	const stdio: StdioOptions = [stdin === 'ignore' ? 'ignore' : 'pipe', 'pipe', 'pipe', 'pipe'];
	const child = spawn(process.execPath, [...(preload.args ?? []), ...words], {
		env: { ...cleanEnvironment(), ...env, ...preload.env },
		stdio: ipc ? [...stdio, 'ipc'] : stdio,
	});
	const messages: string[] = [];
	child.on('message', (message) => messages.push(JSON.stringify(message)));
	const [stdout, stderr, record] = [1, 2, RECORD].map((descriptor) =>
		collect(child.stdio[descriptor] as Readable),
	);
	const closed = isGoneBy(deadline, child);
	// A program may end without having read what it was given.
	child.stdin?.on('error', () => {});
	if (typeof stdin === 'object') child.stdin?.end(stdin.text);
	parent?.(child);

	const isLate = !(await closed);
	return {
		...(isLate ? { 'killed at its deadline': [`${deadline} ms`] } : {}),
		exit: [`code ${child.exitCode}, signal ${child.signalCode}`],
		stdout: normalise(stdout, preload).split('\n'),
		stderr: normalise(stderr, preload).split('\n'),
		messages,
		...parseRecord(normalise(record, preload)),
	};
}

export function assertSame(without: Observation = {}, withIt: Observation = {}, how: string): void {
	const late = without['killed at its deadline'];
	assert.ok(!late, `without it, the program is ${JSON.stringify(without, null, 2)}`);
	assert.equal(differences(without, withIt).join('\n'), '', `with ${how}`);
}

/** What one of two runs showed and the other did not; empty where nothing differs. */
export function differences(without: Observation, withIt: Observation): string[] {
	return [...new Set([...Object.keys(without), ...Object.keys(withIt)])].flatMap((name) => {
		const before = without[name] ?? [];
		const after = withIt[name] ?? [];
		if (before.join('\n') === after.join('\n')) return [];
		const gone = before.filter((item) => !after.includes(item)).map((item) => `- ${item}`);
		const added = after.filter((item) => !before.includes(item)).map((item) => `+ ${item}`);
		const changed = [...gone, ...added];
		const detail = changed.length > 0 ? changed.join(' ') : 'the order or the number differs';
		return `${name}: ${detail.length > 1000 ? `${detail.slice(0, 1000)}...` : detail}`;
	});
}

/** Waits until nobody holds the program's pipes any more: it is gone, and so are its children. */
async function isGoneBy(deadline: number, child: ChildProcess): Promise<boolean> {
	let isInTime = true;
	const timer = setTimeout(() => {
		isInTime = false;
		child.kill('SIGKILL');
		for (const stream of child.stdio) stream?.destroy();
	}, deadline);
	// The child's own 'close' never comes where its parent has disconnected.
	const pipes = child.stdio.filter((stream) => stream !== null && stream !== undefined);
	await Promise.all([once(child, 'exit'), ...pipes.map((pipe) => once(pipe, 'close'))]);
	clearTimeout(timer);
	return isInTime;
}

function collect(stream: Readable): { text: string } {
	const collected = { text: '' };
	stream.setEncoding('utf8').on('data', (text: string) => {
		collected.text += text;
	});
	return collected;
}

/** What a developer's shell or this test's own runner has set must not decide. */
function cleanEnvironment(): NodeJS.ProcessEnv {
	const entries = Object.entries(process.env);
	return Object.fromEntries(entries.filter(([name]) => !/^(NODE_|PARENT_WATCHDOG)/.test(name)));
}

/** Only what differs between any two runs, and what asked for the preload. */
function normalise({ text }: { text: string } = { text: '' }, { args = [] }: Preload): string {
	const asked = args.join(' ') || '(nothing)';
	return (
		text
			.replaceAll(`${asked} `, '')
			.replaceAll(asked, '')
			.replaceAll(/^(PARENT_WATCHDOG_\w+|NODE_OPTIONS)=.*\n/gm, '')
			.replaceAll(/\(node:\d+\)/g, '(node:PID)')
			.replaceAll(/\b(pipe|socket):\[\d+\]/g, '$1:[INODE]')
			.replaceAll(/\/proc\/\d+\//g, '/proc/PID/')
			.replaceAll(/\bduration_ms:? [\d.]+/g, 'duration_ms N')
			// Ticks run after a timer, or between it and another one that is due.
			.replaceAll(/\n +at [^\n]*\(node:internal\/(?:process\/task_queues|timers):[\d:]+\)/g, '')
	);
}

function parseRecord(text: string): Observation {
	const observed: Record<string, string[]> = {};
	for (const line of text.split('\n').filter(Boolean)) {
		const [name = '', item = ''] = line.split('\t');
		if (name.endsWith('/environment') && /^(PARENT_WATCHDOG|NODE_OPTIONS$)/.test(item)) continue;
		observed[name] ??= [];
		observed[name].push(item);
	}
	return observed;
}

function pathOf(program: string): string {
	return join(__dirname, '..', 'programs', program);
}
