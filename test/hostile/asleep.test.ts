/**
 * Processes that do not run for longer than every deadline: a laptop that sleeps, a job that is stopped.
 * See also test/detection/poll.test.ts and test/guard/guard-thread.test.ts: only the child is stopped.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { readStatus } from '../helpers/bystanders.js';
import { command } from '../helpers/command.js';
import { createFolder } from '../helpers/ending.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { withoutPython } from '../helpers/python.js';
import { startSupervisor } from '../helpers/reaping.js';
import { PRELOAD, start, withOptions } from '../helpers/start.js';
import { startTree, type Tree } from '../helpers/tree.js';
import { until } from '../helpers/until.js';

const OPTIONS = { PARENT_WATCHDOG_INTERVAL: '20', PARENT_WATCHDOG_GRACE_PERIOD: '1500' };
/** In ms: longer than every deadline, the guard's too. */
const SLEEP = 2500;
const FIRST = ['verdict: gone', 'first hook started', 'first hook waits', 'first hook ended'];

const PS = spawnSync('sh', ['-c', 'command -v ps'], { encoding: 'utf8' }).stdout?.trim();
const withoutPs = PS ? false : 'there is no ps(1)';

for (const PARENT_WATCHDOG_GUARD of ['0', '1']) {
	const guard = PARENT_WATCHDOG_GUARD === '1' ? 'with a guard' : 'without a guard';

	describe(`a sleep that is longer than every deadline, ${guard}`, { concurrency: 2 }, () => {
		for (const order of ['from the oldest to the youngest', 'from the youngest to the oldest']) {
			it(`ends nobody: the family wakes up ${order}`, async (t) => {
				const { tree, family } = await startFamily(t, { PARENT_WATCHDOG_GUARD });
				const [, parent, child] = family as [number, number, number];
				await sleep(order.endsWith('oldest') ? family.reverse() : family);
				process.kill(child, 'SIGUSR2');
				await tree.line(/^lived on/);
				process.kill(parent, 'SIGKILL');
				assert.deepEqual(await readFrom(tree, 'lived on'), [
					...FIRST,
					'second hook started',
					'second hook ended',
					'exit 129',
				]);
			});
		}

		it('in the midst of a shutdown leaves the later hooks no more than their start', async (t) => {
			const { tree, family } = await startFamily(t, { PARENT_WATCHDOG_GUARD });
			const [, parent, child] = family as [number, number, number];
			process.kill(parent, 'SIGKILL');
			await tree.line(/^first hook waits/);
			await sleep([child]);
			// What was due before the deadline still happens, in that order.
			assert.deepEqual(await readFrom(tree, 'ready'), [
				...FIRST,
				'second hook started',
				'exit 129',
			]);
		});
	});
}

describe('a stop during which everybody stands still', { concurrency: 2 }, () => {
	const cases = {
		'costs no child its time': { stops: 'a child', end: 'terminate' },
		'costs no child of a tree its time': { stops: 'a tree', end: 'terminate' },
		'costs no executor its time': { stops: 'an executor', end: 'closed' },
	} as const;
	for (const [name, { stops, end }] of Object.entries(cases)) {
		it(name, async (t) => {
			const tree = start(t, fixture('supervision/standing-still', { stops }));
			await tree.times(/^ready/, stops === 'an executor' ? 1 : 2);
			const pids = tree.lines.map((line) => Number(/pid=(\d+)/.exec(line)?.[1]));
			tree.root.stdin?.write('stop\n');
			await tree.line(/^hook started/);
			await sleep(pids);
			tree.root.stdin?.write('go on\n');
			assert.equal((await tree.end()).at(-1), `stopped: ${end}`);
		});
	}

	for (const [waits, came] of [
		['ready', 'late'],
		['join', 'true'],
	] as const) {
		it(`nor who waits for a child any: ${waits}()`, async (t) => {
			const tree = start(t, fixture('supervision/standing-still', { waits }));
			await Promise.all([tree.line(/^ready/), tree.line(/^begun/)]);
			const pids = tree.lines.flatMap((line) => line.match(/(?<=pid=)\d+/g)?.map(Number) ?? []);
			assert.equal(pids.length, 2);
			await sleep(pids);
			await tree.line(new RegExp(`^waited: ${came}$`));
			tree.root.stdin?.write('end\n');
			await tree.end();
		});
	}

	it('nor who asks a child what it does any', async (t) => {
		const tree = start(t, fixture('supervision/standing-still', { waits: 'trace' }));
		await Promise.all([tree.times(/^ready/, 2), tree.line(/^busy/)]);
		tree.root.stdin?.write('ask\n');
		await tree.line(/^asked/);
		await sleep(tree.lines.flatMap((line) => line.match(/(?<=pid=)\d+/g)?.map(Number) ?? []));
		// Without a guard nobody else answers for it.
		await tree.line(/^waited: idle/);
		tree.root.stdin?.write('end\n');
		await tree.end();
	});

	it('nor an outside tool any', { skip: withoutPs }, async (t) => {
		const folder = createFolder(t);
		const file = join(folder, 'pid');
		const slow = `#!/bin/sh\necho $$ > '${file}.new'; mv '${file}.new' '${file}'\nsleep 1; exec ${PS} "$@"\n`;
		writeFileSync(join(folder, 'ps'), slow, { mode: 0o755 });
		const PATH = `${folder}:${process.env.PATH}`;
		const tree = start(t, fixture('asking-tools', { system: 'freebsd' }), { PATH });
		await until('it is asked', () => existsSync(file));
		// Longer than a tool may take.
		await sleep([tree.root.pid, Number(readFileSync(file))], 6000);
		assert.deepEqual(await tree.end(), ['processes: known', 'usage: 1']);
	});

	it('nor a program under `run` any', async (t) => {
		const parent = 'echo "parent pid=$$" >&3; "$@" & echo "run pid=$!" >&3; wait';
		const run = [process.execPath, command, 'run', '--grace', '1500ms', '--', ...SLOW];
		const tree = startTree(t, ['sh', '-c', parent, 'sh', ...run]);
		const pids: number[] = [];
		for (const name of ['parent', 'run', 'child']) {
			const [, pid] = await tree.line(new RegExp(`^${name} pid=(\\d+)`));
			pids.push(Number(pid));
		}
		process.kill(pids[0] as number, 'SIGKILL');
		await tree.line(/^told/);
		await sleep(pids.slice(1));
		assert.equal((await tree.end()).at(-1), 'ended by itself');
	});

	it('nor the reaper any', { skip: withoutPython }, async (t) => {
		const tree = startSupervisor(t, { gracePeriod: 1500, children: [{ command: SLOW }] });
		const [, pid] = await tree.line(/^child pid=(\d+)/);
		const reaper = await tree.reaperPid();
		await tree.killSupervisor();
		await tree.line(/^told/);
		await sleep([reaper, Number(pid)]);
		assert.equal((await tree.end()).at(-1), 'ended by itself');
	});
});

/** It needs a second to end, of its own time. */
const SLOW = [
	'sh',
	'-c',
	`trap told=yes TERM; echo "child pid=$$" >&3; while [ -z "$told" ]; do sleep 0.05; done
	echo told >&3; for tenth in 1 2 3 4 5 6 7 8 9 10; do sleep 0.1; done; echo ended by itself >&3`,
];

/** What was recorded after that line, without who has noticed it. The grandparent goes on. */
async function readFrom(tree: Tree, name: string): Promise<string[]> {
	await tree.line(/^exit/);
	const from = tree.lines.findIndex((line) => line.startsWith(name)) + 1;
	return tree.lines.slice(from).map((line) => line.replace(/ by (poll|guard)$/, ''));
}

/** A grandparent, its child and a grandchild, all of which watch. */
async function startFamily(t: TestContext, variables: Record<string, string>) {
	const child = [process.execPath, ...PRELOAD, fixturePath('sleeping-child')];
	const parent = withOptions(fixture('starting-parent', { command: child }), PRELOAD);
	const grandparent = fixture('starting-parent', { command: parent });
	const tree = start(t, grandparent, { ...OPTIONS, ...variables }, { execArgv: PRELOAD });
	const [, pid] = await tree.line(/^ready pid=(\d+)/);
	const family = [tree.root.pid, Number(readStatus(Number(pid), 'PPid')), Number(pid)];
	return { tree, family };
}

async function sleep(pids: readonly (number | undefined)[], ms = SLEEP): Promise<void> {
	for (const pid of pids) process.kill(pid as number, 'SIGSTOP');
	// This is the situation: no result is waited for.
	await delay(ms);
	for (const pid of pids) process.kill(pid as number, 'SIGCONT');
}
