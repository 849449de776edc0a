/** What is left of a fixture once it is gone. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Report } from 'parent-watchdog';
import { killAndReap, startBystander } from './bystanders.js';
import type { Fixture } from './fixtures.js';
import { PRELOAD, type StartOptions, start, type Variables } from './start.js';
import { type Exit, type Tree, withDeadline } from './tree.js';

export interface Ending extends Exit {
	/** What was recorded, without the line that says `ready`. */
	lines: readonly string[];
	stdout: string;
	stderr: string;
}

/** How the root ended, and all that it wrote: it must be the only process that holds its stdio. */
export async function ending(tree: Tree): Promise<Ending> {
	const lines = await tree.end();
	const exit = await tree.exit();
	const { stdout, stderr } = tree.root;
	const closed = [stdout, stderr].map(
		(stream) => stream?.closed || (stream && once(stream, 'close')),
	);
	await withDeadline(Promise.all(closed), 5000, () => 'stdout or stderr is still open');
	return { ...exit, ...tree.output, lines: lines.filter((line) => !line.startsWith('ready')) };
}

/** Runs a fixture with the preload to its end, which has to come by itself. */
export async function run(
	t: TestContext,
	program: Fixture,
	variables: Variables = {},
): Promise<Ending> {
	return ending(start(t, program, variables, { execArgv: PRELOAD }));
}

/**
 * A fixture that is a child of the test, which sees how it really ends, but takes a bystander for its
 * parent. `loseParent()` kills that one.
 */
export function startWatching(
	t: TestContext,
	program: Fixture,
	variables: Variables = {},
	options: StartOptions = {},
) {
	const parent = startBystander(t);
	const watch = { PARENT_WATCHDOG_PID: String(parent.pid), PARENT_WATCHDOG_INTERVAL: '20' };
	const tree = start(t, program, { ...watch, ...variables }, { execArgv: PRELOAD, ...options });
	return { tree, parentPid: parent.pid, loseParent: () => killAndReap(parent) };
}

/** A folder that is removed after the test. */
export function createFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'parent-watchdog-'));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** A path for the `report` option, and what was written there. */
export function createReport(t: TestContext): { path: string; read: () => Report[] } {
	const path = join(createFolder(t), 'report.jsonl');
	const read = () => {
		const lines = readFileSync(path, 'utf8').split('\n');
		if (lines.pop() !== '') throw new Error('the last line is not complete');
		return lines.map((line) => JSON.parse(line) as Report);
	};
	return { path, read };
}

/** `['first: done', 'second: failed']` */
export function outcomes({ hooks }: Report): string[] {
	return hooks.map(({ name, outcome }) => `${name}: ${outcome}`);
}
