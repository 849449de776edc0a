/** `npm run demo`, where stdout is no terminal. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { startTree, withDeadline } from './helpers/tree.js';

const demo = join(__dirname, '..', 'demo', 'demo.js');
const kinds = ['forked', 'preload', 'shell', 'noisy', 'slow', 'bare'];

it('shows that every child notices, cleans up once and is gone', async (t) => {
	const { code, stdout, stderr } = await runDemo(t, [process.execPath, demo]);
	assert.equal(stderr, '');
	assert.equal(code, 0, stdout);
	assert.equal(stdout, stripVTControlCharacters(stdout));

	const members = membersIn(stdout);
	assert.deepEqual(
		members.map(({ kind }) => kind).sort(),
		['parent', 'sh', ...kinds].sort(),
		stdout,
	);
	for (const { pid } of members) assert.ok(isGone(pid), `${pid} is still there:\n${stdout}`);

	const hooks = { slow: '3 of 3', bare: 'none' };
	for (const kind of kinds) {
		const ran = kind in hooks ? hooks[kind as keyof typeof hooks] : '1 of 1';
		const row = new RegExp(`^ +${kind} +(ipc|poll|epipe) .* ${ran} +exit 129 .* ok$`, 'm');
		assert.match(stdout, row);
	}
	const order = [...stdout.matchAll(/ slow +hook "(.+)" took/g)].map((match) => match[1]);
	assert.deepEqual(order, [
		'stop accepting work',
		'close the database',
		'delete the temporary files',
	]);
	assert.match(stdout, /saw the exit status 129/);
	assert.match(stdout, /ps-list +the process table shows none of the 8 any more/);
	assert.match(stdout, /^All 8 processes are gone, and all 7 hooks ran once\.$/m);
});

it('says who is left at the deadline, ends them, and fails', async (t) => {
	const env = { ...process.env, PARENT_WATCHDOG: 'off' };
	const { code, stdout } = await runDemo(t, [process.execPath, demo, '4000'], env);
	assert.equal(code, 1, stdout);
	for (const { kind, pid } of membersIn(stdout)) {
		assert.ok(isGone(pid), `${pid} is still there:\n${stdout}`);
		// The one that logs dies of its dead pipe, and the parent was killed.
		if (kind === 'noisy' || kind === 'parent') continue;
		assert.match(stdout, new RegExp(`^- still there: ${pid} `, 'm'));
	}
	assert.match(stdout, /^- forked: did not notice that the parent is gone$/m);
	assert.match(stdout, /^- noisy: exit status 1 instead of 129$/m);
	assert.match(stdout, /^- slow: hook ".+" started 0 and ended 0 times instead of once$/m);
	assert.match(stdout, /^Killed who was left \([\d, ]+\), and all are gone\.$/m);
	assert.doesNotMatch(stdout, /ran once\.$/m);
});

async function runDemo(
	t: TestContext,
	command: readonly [string, ...string[]],
	env: NodeJS.ProcessEnv = process.env,
) {
	const tree = startTree(t, command, { env });
	// 'close' comes when its output has been read to the end, after 'exit'.
	const closed = once(tree.root, 'close');
	const [code] = await withDeadline(closed, 40_000, () => JSON.stringify(tree.output));
	return { code, ...tree.output };
}

/** The rows of the table of processes: a pid, a kind, and how much memory it takes at the end. */
function membersIn(stdout: string): { pid: number; kind: string }[] {
	return [...stdout.matchAll(/^ +(\d+) +(\w+) .* \d+ % +\d+\.\d MB$/gm)].map((match) => {
		return { pid: Number(match[1]), kind: match[2] as string };
	});
}

/** Asked without the demo's own means; a zombie has ended and only waits to be reaped. */
function isGone(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return true;
	}
	try {
		return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return true;
	}
}
