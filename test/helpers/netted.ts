/** A supervisor with children of many kinds, under a process that stays until all of them are gone. */
import { readdirSync, readFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import type { Kind } from '../fixtures/supervision/netted.js';
import { fixture } from './fixtures.js';
import { SUBREAPER } from './python.js';
import { start } from './start.js';
import type { Tree } from './tree.js';

/** Of whom some notice the end of their supervisor by themselves, and some have to be ended. */
export const KINDS = [
	'watching',
	'node that ignores SIGTERM',
	'watching behind a shell',
	'sleep',
	'sh',
	'python that ignores SIGTERM',
	'deaf behind a shell',
	'escaping',
] as const;

export interface Netted extends Tree {
	order(what: 'stop' | 'exit' | 'end naturally'): void;
	signalSupervisor(signal: NodeJS.Signals): Promise<void>;
}

/** The end of the record means that the supervisor, its children and its reaper are gone. */
export function startNetted(
	t: TestContext,
	kinds: readonly Kind[],
	more: Partial<FixtureOptions['supervision/netted']> = {},
): Netted {
	const netted = fixture('supervision/netted', { kinds, ...more });
	const tree = start(t, netted, {}, { prefix: SUBREAPER });
	return Object.assign(tree, {
		order: (what: string) => void tree.root.stdin?.write(`${what}\n`),
		signalSupervisor: async (signal: NodeJS.Signals) => {
			const [, pid] = await tree.line(/^starts pid=(\d+)/);
			process.kill(Number(pid), signal);
		},
	});
}

/** The reapers of a process. */
export function findReapers(supervisor: number): number[] {
	return readdirSync('/proc')
		.map(Number)
		.filter((pid) => pid > 0 && isReaperOf(pid, supervisor));
}

function isReaperOf(pid: number, supervisor: number): boolean {
	try {
		const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
		return variables.some((one) => one.startsWith(`PARENT_WATCHDOG_REAPER=${supervisor}:`));
	} catch {
		// It is gone by now, or another user's.
		return false;
	}
}
