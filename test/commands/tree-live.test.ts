/** The live tree, on a screen that is read: what keys do, and that the terminal is left as it was. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { command } from '../helpers/command.js';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';
import { startTmux, withoutTmux } from '../helpers/tmux.js';
import { isGone, until, untilGone } from '../helpers/until.js';

const SCRIPT = `sleep 61 & echo "child pid=$!" >&3
	sh -c 'sleep 62 & echo "child pid=$!" >&3; wait' & echo "child pid=$!" >&3
	echo "all here" >&3; wait`;

/** A parent with a sleep, and a shell that has a sleep; the tree of them on a screen. */
async function watch(t: TestContext, size?: { columns: number; rows: number }) {
	const launcher = fixture('launcher', { command: ['sh', '-c', SCRIPT], waitsForStdin: true });
	const tree = start(t, launcher);
	await tree.line(/^all here$/);
	await tree.times(/^child pid=/, 3);
	const screen = startTmux(
		t,
		[process.execPath, command, 'tree', String(tree.root.pid), '--watch'],
		size,
	);
	await screen.shows(/q quit/);
	return { screen, pid: tree.root.pid as number };
}

function pidOf(screen: string, line: RegExp): number {
	const found = screen.split('\n').find((one) => line.test(one)) ?? '';
	return Number(/^ *(\d+)/.exec(found)?.[1]);
}

describe('the live tree', { skip: withoutTmux }, () => {
	it('is left as the terminal was, by q', async (t) => {
		const { screen } = await watch(t);
		screen.press('q');
		const left = await screen.shows(/status 0\nas before/);
		assert.doesNotMatch(left, /COMMAND/);
	});

	it('is left by Ctrl+C, with nobody signalled', async (t) => {
		const { screen, pid } = await watch(t);
		screen.press('C-c');
		await screen.shows(/status 0\nas before/);
		assert.ok(!isGone(pid));
	});

	for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
		it(`leaves the terminal as it was when it is ended by ${signal}`, async (t) => {
			const { screen, pid } = await watch(t);
			process.kill(await findViewer(pid), signal);
			await screen.shows(/status 1\d\d\nas before/);
		});
	}

	it('ends the process that is selected, after a question', async (t) => {
		const { screen } = await watch(t);
		const before = await screen.shows(/sleep 62/);
		const [first, second] = [pidOf(before, /─ sleep 61$/), pidOf(before, /─ sleep 62$/)];
		screen.press('Down', 'Down', 'k');
		await screen.shows(new RegExp(`End ${first} \\(sleep\\)\\?  y: SIGTERM`));
		screen.press('n');
		await screen.shows(new RegExp(`${first} is left alone`));
		assert.ok(!isGone(first));
		screen.press('k');
		await screen.shows(new RegExp(`End ${first} `));
		screen.press('y');
		await screen.shows(new RegExp(`SIGTERM was sent to ${first}`));
		await untilGone(first);
		assert.ok(!isGone(second));
	});

	it('folds and unfolds', async (t) => {
		const { screen } = await watch(t);
		screen.press('Left');
		const folded = await screen.shows(/\[\+4\]/);
		assert.doesNotMatch(folded, /sleep 61/);
		screen.press('Right');
		await screen.shows(/sleep 62/);
	});

	it('sorts', async (t) => {
		const { screen } = await watch(t);
		for (const order of ['cpu', 'memory', 'uptime', 'pid']) {
			screen.press('s');
			await screen.shows(new RegExp(`lines by ${order} `));
		}
	});

	it('follows the size of the terminal', async (t) => {
		const { screen } = await watch(t);
		screen.resize(40, 6);
		await until('it has 6 rows of 40 columns', () => {
			const lines = screen.read().trimEnd().split('\n');
			const fits = lines.length <= 6 && lines.every((line) => line.length <= 40);
			return fits && /COMMAND/.test(lines[0] ?? '') && !/UPTIME/.test(lines[0] ?? '');
		});
		screen.resize(120, 20);
		await screen.shows(/UPTIME/);
	});

	it('stops and goes on as a job', async (t) => {
		const { screen, pid } = await watch(t);
		const viewer = await findViewer(pid);
		process.kill(viewer, 'SIGTSTP');
		await until('it is stopped', () => /\) T /.test(readFileSync(`/proc/${viewer}/stat`, 'utf8')));
		assert.doesNotMatch(screen.read(), /q quit/);
		process.kill(viewer, 'SIGCONT');
		await screen.shows(/q quit/);
		screen.press('q');
		await screen.shows(/status 0\nas before/);
	});

	it('ends, with a word, when the process does', async (t) => {
		const { screen, pid } = await watch(t);
		process.kill(pid, 'SIGKILL');
		await screen.shows(new RegExp(`there is no process ${pid}\\nstatus 1\\nas before`));
	});
});

/** The command that shows that tree: not a child of ours, but of tmux. */
async function findViewer(pid: number): Promise<number> {
	const { default: psList } = await import('ps-list');
	const wanted = `tree ${pid} --watch`;
	const found = (await psList()).find(
		({ cmd = '', name }) => name === 'node' && cmd.endsWith(wanted),
	);
	assert.ok(found, `no ${wanted}`);
	return found.pid;
}
