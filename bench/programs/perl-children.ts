/** Children that are quick to start, and what starts and stops many. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FOLDER } from '../harness/load-peer.js';

const PROGRAM = join(FOLDER, 'programs', 'stopped.pl');
/** How long who only sends SIGTERM waits at most, and after which others send SIGKILL, in ms. */
export const PATIENCE = 1000;
export const argsOf = (index: number, stubborn: number) => [
	PROGRAM,
	index < stubborn ? 'stubborn' : 'obeys',
];
export const STDIO = ['ignore', 'pipe', 'ignore'] as const;

type Perl = (index: number) => ChildProcess;

export function perl(stubborn: number): Perl {
	return (index) => spawn('perl', argsOf(index, stubborn), { stdio: [...STDIO] });
}

/** Resolves once all are ready: each says so on its stdout. */
export async function startAll(count: number, start: Perl): Promise<ChildProcess[]> {
	const children = Array.from({ length: count }, (_, index) => start(index));
	await Promise.all(children.map(({ stdout }) => stdout && once(stdout, 'data')));
	return children;
}

/** Resolves once all have ended, or patience is over. */
export async function stopEach(
	children: readonly ChildProcess[],
	stop: (child: ChildProcess) => unknown,
	patience = PATIENCE,
): Promise<void> {
	const ended = children.map((child) => once(child, 'exit'));
	for (const child of children) stop(child);
	const timer = new AbortController();
	const { signal } = timer;
	const over = delay(patience, undefined, { signal }).catch(() => {});
	await Promise.race([Promise.all(ended), over]);
	timer.abort();
}
