/** A child whose main thread is blocked, and whose parent is killed. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Report } from 'parent-watchdog';
import { fixture } from '../helpers/fixtures.js';
import { start, type Variables } from '../helpers/start.js';

const GRACE_PERIOD = 3000;
/** The guard leaves the process 250 ms more, and this machine may be busy. */
const MARGIN = 1500;

/** What the record tells of a child whose hook has run once and in full. */
const STORY = ['hook started: parent-gone', 'hook ended', 'exit 129'];

/** Where JavaScript blocks: the function that is found stuck. */
const broken: Record<string, string> = {
	timer: 'stuck',
	interval: 'stuck',
	immediate: 'stuck',
	tick: 'stuck',
	microtask: 'stuck',
	'I/O callback': 'stuck',
	'IPC message handler': 'stuck',
	'nested AsyncResource': 'stuck',
	'busy AsyncResource': 'stuckInScopes',
	AsyncLocalStorage: 'stuck',
	'AsyncLocalStorage.run()': 'stuck',
	'async function': 'stuck',
	'try and catch': 'stuck',
	'busy microtasks': 'again',
	'busy ticks': 'again',
	'regular expression': 'stuckInExpression',
	'Atomics.wait': 'stuckInAtomics',
	'top level': 'stuck',
	'top level of an ES module': 'stuck',
};

describe('JavaScript that blocks is terminated, and the hooks run', () => {
	for (const [way, name] of Object.entries(broken)) {
		it(way, async (t) => {
			const { lines, report, stderr } = await block(t, way);
			assert.deepEqual(lines.filter(isStory), STORY);
			assert.equal(report.end, 'exit 129');
			assertStuck(report, name);
			assert.equal(stderr, '');
		});
	}
});

for (const way of ['hook', 'hook after an await']) {
	it(`a ${way} that blocks is terminated, and the other hooks run`, async (t) => {
		const { lines, report, stderr } = await block(t, way, /^ready/);
		assert.deepEqual(lines.filter(isStory), STORY);
		assertStuck(report, 'stuck');
		const hooks = report.hooks.map(({ name, outcome }) => `${name} ${outcome}`);
		const outcome = way === 'hook' ? 'failed' : 'unfinished';
		assert.deepEqual(hooks, [`stuck hook ${outcome}`, 'last done']);
		assert.equal(stderr, '');
	});
}

describe('a child that is waited for is ended, and the hooks run', () => {
	for (const way of ['execSync', 'spawnSync of a child that ignores SIGTERM']) {
		it(way, async (t) => {
			const { lines, report, stderr } = await block(t, way);
			assert.deepEqual(lines.filter(isStory), STORY);
			assert.equal(report.end, 'exit 129');
			assert.match(report.stuck?.[0] ?? '', /at (execSync|spawnSync) .*\n.*blocking-child\.js:\d+/);
			assert.equal(stderr, '');
		});
	}
});

describe('a native call that nothing unblocks is killed at the deadline', () => {
	for (const way of ['write to a full pipe', 'read of an idle pipe']) {
		it(way, async (t) => {
			const { lines, report, stderr } = await block(t, way);
			assert.deepEqual(lines.filter(isStory), []);
			assert.equal(report.end, 'SIGKILL by the guard');
			assert.deepEqual(report.hooks, []);
			assert.equal(report.reason.type, 'parent-gone');
			assert.equal(stderr, '');
		});
	}
});

/** Kills the parent of a child that blocks, and waits for the end of the child within its time. */
export async function block(t: TestContext, way: string, when = /^blocks/) {
	const folder = mkdtempSync(join(tmpdir(), 'guard-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const report = join(folder, 'report.jsonl');
	const options = { guard: true, interval: 50, gracePeriod: GRACE_PERIOD, report };
	const variables: Variables = { BLOCK: way, WATCH: JSON.stringify(options) };
	const isModule = way === 'top level of an ES module';
	const child = isModule
		? fixture('blocking-module').replace(/js$/, 'mjs')
		: fixture('blocking-child');
	if (/pipe/.test(way)) variables.FIFO = createFifo(t, folder);
	const parent = way === 'IPC message handler' ? 'messaging-parent' : 'starting-parent';
	const command = JSON.stringify([process.execPath, child]);
	const tree = start(t, parent, { ...variables, CHILD: child, COMMAND: command });
	await tree.line(when);
	const killed = performance.now();
	tree.kill('SIGKILL');
	const lines = await tree.end();
	const ms = performance.now() - killed;
	assert.ok(ms < GRACE_PERIOD + MARGIN, `gone after ${ms} ms: ${JSON.stringify(lines)}`);
	const [line = ''] = readFileSync(report, 'utf8').split('\n');
	return { lines, report: JSON.parse(line) as Report, stderr: tree.output.stderr, ms };
}

function isStory(line: string): boolean {
	return !/^(ready|blocks)/.test(line);
}

function assertStuck({ stuck = [] }: Report, name: string): void {
	const line = new RegExp(`at ${name} \\(file://.*/blocking-(child|module)\\.m?js:\\d+:\\d+\\)`);
	// Between two ticks no function of the program is on the stack.
	const isBetween = name === 'again' && /^ +at \w+ \(node:internal/.test(stuck[0] ?? '');
	if (!isBetween) assert.match(stuck[0] ?? '', line);
}

/** A pipe with a name that this process holds open at both ends, and never reads or writes. */
function createFifo(t: TestContext, folder: string): string {
	const path = join(folder, 'fifo');
	execFileSync('mkfifo', [path]);
	const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
	t.after(() => closeSync(descriptor));
	return path;
}
