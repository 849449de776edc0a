/** A child whose main thread is blocked, and whose parent is killed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Report } from 'parent-watchdog';
import type { Block } from '../fixtures/blocking-child.js';
import { fixture } from './fixtures.js';
import { start, type Variables } from './start.js';

/** In ms: on a busy machine the guard needs seconds until what blocks is terminated. */
const GRACE_PERIOD = 8000;
/** In ms. What ends by itself after two seconds leaves less of it for the hooks on a busy machine. */
const LONG_GRACE_PERIOD = 10_000;
/** The guard leaves the process 250 ms more, and this machine may be busy. */
const MARGIN = 3000;

/** What the record tells of a child whose hook has run once and in full. */
export const STORY = ['hook started: parent-gone', 'hook ended', 'exit 129'];

export type Way = Block | 'top level of an ES module';

interface BlockOptions {
	/** A line of the record after which the parent is killed. */
	when?: RegExp;
	/** Whether the child is ours, so that its parent lives. */
	isOurs?: boolean;
	execArgv?: readonly string[];
	hasAsyncHooks?: boolean;
	/** In ms. */
	gracePeriod?: number;
	variables?: Variables;
	/** How long it may take until it is gone, in ms. */
	ms?: number;
	/** How the child is asked to end. By default its parent is killed. */
	end?: (pid: number, killParent: () => void) => void;
}

/** Blocks a child in one of the ways of `blocking-child.ts`; returns what is told of it until its end. */
export async function block(
	t: TestContext,
	way: Way,
	{
		when = /^blocks/,
		isOurs = false,
		execArgv = [],
		hasAsyncHooks,
		gracePeriod = way.startsWith('many') ? LONG_GRACE_PERIOD : GRACE_PERIOD,
		variables = {},
		end = (_, killParent) => killParent(),
		ms,
	}: BlockOptions = {},
) {
	const folder = mkdtempSync(join(tmpdir(), 'guard-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const report = join(folder, 'report.jsonl');
	const byPreload = variables.PARENT_WATCHDOG_GUARD !== undefined;
	const watch = byPreload ? undefined : { guard: true, interval: 50, gracePeriod, report };
	const fifo = /pipe/.test(way) ? createFifo(t, folder) : undefined;
	const child =
		way === 'top level of an ES module'
			? fixture('blocking-module.mjs', { watch })
			: fixture('blocking-child', { blocks: way, watch, fifo, hasAsyncHooks });
	const env = { ...child.variables, PARENT_WATCHDOG_REPORT: report, ...variables };
	const command = [process.execPath, ...execArgv, child.path];
	const parent =
		way === 'IPC message handler'
			? fixture('messaging-parent', { child })
			: fixture('starting-parent', { command });
	const tree = isOurs ? start(t, child, env, { execArgv }) : start(t, parent, env);
	const [, pid] = await tree.line(/^ready pid=(\d+)/);
	await tree.line(when);
	const asked = performance.now();
	end(Number(pid), () => tree.kill('SIGKILL'));
	const lines = await tree.end();
	const took = performance.now() - asked;
	assert.ok(took < (ms ?? gracePeriod + MARGIN), `gone after ${took} ms: ${JSON.stringify(lines)}`);
	const text = readFileSync(report, 'utf8').trim();
	const all = text.split('\n').map((line): Report => JSON.parse(line));
	return {
		lines,
		/** What happened in the child after it was blocked. */
		story: lines.filter((line) => !/^(ready|blocks|detached)/.test(line)),
		reports: all,
		report: all[0] as Report,
		stderr: tree.output.stderr,
		/** How the child ended, if it is ours. */
		exit: isOurs ? await tree.exit() : undefined,
	};
}

/** Asserts that the innermost frame is this function of the fixture, with file and line. */
export function assertStuck({ stuck = [] }: Report, name: string): void {
	const line = new RegExp(`at ${name} \\(file://.*/blocking-(child|module)\\.m?js:\\d+:\\d+\\)`);
	// Between two ticks no function of the program is on the stack.
	const isBetween = name === 'again' && /^ +at \w+ \(node:internal/.test(stuck[0] ?? '');
	if (!isBetween) assert.match(stuck[0] ?? '', line);
}

/** Asserts that it was stuck there, and that its hooks ran. */
export function assertBroken(blocked: Awaited<ReturnType<typeof block>>, name: string): void {
	assertFreed(blocked);
	assertStuck(blocked.report, name);
}

/** Asserts that it was stuck somewhere, and that its hooks ran. */
export function assertFreed({ story, report, stderr }: Awaited<ReturnType<typeof block>>): void {
	assert.deepEqual(story, STORY);
	assert.equal(report.end, 'exit 129');
	assert.notEqual(report.stuck, undefined);
	assert.equal(stderr, '');
}

/** A pipe with a name that this process holds open at both ends, and never reads or writes. */
function createFifo(t: TestContext, folder: string): string {
	const path = join(folder, 'fifo');
	execFileSync('mkfifo', [path]);
	const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
	t.after(() => closeSync(descriptor));
	return path;
}
