/** A parent with children, which is killed; each child tells when it heard of it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { cleanEnvironment } from '../harness/environment.js';
import { clock } from '../harness/measure.js';

export interface Child {
	name: string;
	/** A file in `programs/`. */
	program: string;
	/** Forked with a channel, else spawned without one. */
	ipc: boolean;
	execArgv?: string[];
	env?: Record<string, string>;
}

const FAMILY = join(__dirname, '..', 'programs', 'family.js');
const DEADLINE = 20_000;

/**
 * Kills the parent `calm` ms after all children are ready; returns, by the child's name, how many ms
 * later each heard of it.
 */
export async function killParent(
	children: readonly Child[],
	calm: number,
): Promise<Map<string, number>> {
	const parent = spawn(process.execPath, [FAMILY, JSON.stringify(children)], {
		env: cleanEnvironment(),
		stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
	});
	const timer = setTimeout(() => {
		console.error(`no answer from the children within ${DEADLINE} ms`);
		parent.kill('SIGKILL');
		process.exit(1);
	}, DEADLINE);
	const times = new Map<string, number>();
	let ready = 0;
	let killed = 0;
	for await (const line of createInterface({ input: parent.stdio[3] as Readable })) {
		const [name, what] = line.split(' ') as [string, string];
		if (what !== 'ready') {
			times.set(name, Number(what) - killed);
			continue;
		}
		ready += 1;
		if (ready < children.length) continue;
		await delay(calm);
		killed = clock();
		parent.kill('SIGKILL');
	}
	clearTimeout(timer);
	return times;
}
