/** The tests themselves, run by another Node. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Runtime } from './runtime.js';

/** Parts of the paths of test files: what depends most on the version of Node. */
export const CHOSEN = [
	'child/',
	'detection/sources/',
	'detection/target',
	'guard/guard.test',
	'guard/interruption',
	'loading',
	'natural-end',
	'preload/',
	'shutdown/exits',
	'shutdown/signals',
	'shutdown/uncaught',
	'supervision/executors',
	'supervision/launch',
];

export interface SuiteResult {
	passed: number;
	failed: number;
	skipped: number;
	/** What the tests said. */
	report: string;
	/** The same with all problems, where not all is well. */
	output: string;
}

/** Those whose paths contain one of `parts`; all where there are none. */
export function runSuite(
	{ command }: Pick<Runtime, 'command'>,
	parts: readonly string[],
): SuiteResult {
	const [file, ...args] = [...command, join(__dirname, '..', 'helpers', 'run.js'), ...parts];
	const { stdout, stderr, status } = spawnSync(file, args, {
		encoding: 'utf8',
		maxBuffer: 2 ** 28,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	// Files that failed under load have run once more, with a summary of their own: what failed then, failed.
	const read = (what: string, at: number) => {
		const found = [...stdout.matchAll(new RegExp(`^\\W* ${what} (\\d+)$`, 'gm'))].at(at);
		return Number(found?.[1] ?? 0);
	};
	const [tests, skipped, failed] = [read('tests', 0), read('skipped', 0), read('fail', -1)];
	const passed = tests - skipped - failed;
	const isWell = status === 0 && passed > 0;
	return {
		passed,
		failed: isWell ? failed : Math.max(1, failed),
		skipped,
		report: stdout,
		output: isWell ? '' : stdout + stderr,
	};
}
