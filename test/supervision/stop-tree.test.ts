/** The stop of a child with all that it has started, or without. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { identify } from '../../src/processes/tree.js';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { WITHOUT_PROC, withoutUnshare } from '../helpers/isolation.js';
import { withoutPython } from '../helpers/python.js';
import { DEAF, ESCAPING, OBEDIENT, SLEEP } from '../helpers/reaping.js';
import { sendSignal } from '../helpers/send-signal.js';
import { start } from '../helpers/start.js';
import {
	createSupervisor,
	inTime,
	type Supervised,
	type SuperviseTestOptions,
	spawnProgram,
} from '../helpers/supervised.js';
import { isGone } from '../helpers/until.js';

type Command = readonly [string, ...string[]];

const AGES = 600_000;
const isRoot = process.getuid?.() === 0;

/** A shell that starts the words as its child, and stays. */
const above = (words: readonly string[]): Command => ['sh', '-c', '"$@"; true', 'sh', ...words];

/** A child with its tree; resolves once all that names its pid in the record is there. */
async function plant(
	t: TestContext,
	command: readonly string[],
	count: number,
	options: SuperviseTestOptions = {},
): Promise<Supervised & { pids: number[] }> {
	const supervisor = createSupervisor(t);
	const stop = { event: AGES, terminate: AGES, kill: AGES, tree: true, ...options.stop };
	const supervised = spawnProgram(t, supervisor, command as Command, { ...options, stop });
	await supervised.times(/pid=\d+/, count);
	const pids = supervised.lines.flatMap((line) => Number(/\bpid=(\d+)/.exec(line)?.[1] ?? []));
	return { ...supervised, pids };
}

describe('stop() with tree: true', { concurrency: 2 }, () => {
	const trees: Record<string, { command: readonly string[]; count: number; group?: boolean }> = {
		'a child behind a shell': { command: above(SLEEP), count: 1 },
		'a child behind two shells': { command: above(above(SLEEP)), count: 1 },
		'one that escaped by setsid and lost its parent': { command: ESCAPING, count: 2 },
		'a child behind a shell that leads a group': { command: above(SLEEP), count: 1, group: true },
		'one that escaped from a group': { command: ESCAPING, count: 2, group: true },
		'node behind a shell': { command: above([process.execPath, fixturePath('child')]), count: 1 },
	};
	for (const [name, { command, count, group = false }] of Object.entries(trees)) {
		it(`ends ${name}`, async (t) => {
			const { child, end } = await plant(t, command, count, { group });
			const { endedBy, tree, warning } = await inTime(child.stop());
			assert.deepEqual([endedBy, warning], ['terminate', undefined]);
			assert.deepEqual([tree?.killed, tree?.left], [[], []]);
			const lines = await end();
			if (name.startsWith('node')) assert.ok(lines.includes('hook ended'), lines.join('\n'));
		});
	}

	it('kills who ignores SIGTERM, once its time is up, and reports it', async (t) => {
		const { child, pids, end } = await plant(t, above(DEAF), 1, { stop: { terminate: 500 } });
		const { endedBy, tree } = await inTime(child.stop());
		assert.equal(endedBy, 'terminate');
		assert.deepEqual([tree?.killed.map(({ pid }) => pid), tree?.left], [pids, []]);
		await end();
	});

	it('ends what is started while it stops', async (t) => {
		const script =
			'trap "setsid sleep 60 & sleep 60 & echo started >&3" TERM; echo "child pid=$$" >&3; while :; do sleep 0.05; done';
		const { child, line, end } = await plant(t, ['bash', '-c', script], 1, {
			stop: { terminate: 1000 },
		});
		const stopped = child.stop();
		await line(/^started/);
		const { endedBy, tree, warning } = await inTime(stopped);
		assert.deepEqual([endedBy, tree?.left], ['kill', []], warning);
		await end();
	});

	it('ends who goes on forking while it is stopped', { skip: withoutPython }, async (t) => {
		const script = `
import os, signal, time
def again(*_):
    if os.fork() == 0:
        os.setsid()
        time.sleep(60)
signal.signal(signal.SIGTERM, again)
os.write(3, b'child pid=%d\\n' % os.getpid())
while True:
    time.sleep(0.02)
    again()`;
		const { child, end } = await plant(t, ['python3', '-c', script], 1, {
			stop: { terminate: 300 },
		});
		const { endedBy, tree } = await inTime(child.stop());
		assert.deepEqual([endedBy, tree?.left], ['kill', []]);
		await end();
	});

	it('ends what a child leaves that ends by the event, by itself or before', async (t) => {
		const script = 'sleep 60 & setsid sleep 60 & echo "child pid=$$" >&3; read line';
		for (const group of [true, false]) {
			const { child, root, end } = await plant(t, ['sh', '-c', script], 1, {
				group,
				stdin: 'pipe',
			});
			root.stdin?.end();
			await child.exited;
			const { endedBy, exitCode, tree } = await inTime(child.stop());
			assert.deepEqual([endedBy, exitCode, tree?.left], ['itself', 1, []]);
			assert.equal(tree?.ended, 2);
			await end();
		}
		const leaving = await plant(t, [process.execPath, fixturePath('supervision/leaving')], 2);
		const { endedBy, tree } = await inTime(leaving.child.stop());
		assert.deepEqual([endedBy, tree?.killed, tree?.left], ['event', [], []]);
		assert.ok((await leaving.end()).includes('told'));
	});

	it('can be asked for in the call alone, of all children', async (t) => {
		const supervisor = createSupervisor(t);
		const all = [SLEEP, OBEDIENT].map((words) => spawnProgram(t, supervisor, above(words)));
		for (const { line } of all) await line(/^child/);
		const { ok, children } = await supervisor.stop({ tree: true, terminate: AGES });
		assert.equal(ok, true);
		assert.deepEqual(
			children.map(({ tree }) => tree?.left),
			[[], []],
		);
		for (const { end } of all) await end();
	});

	for (const [name, value] of [
		['anything', 'x'],
		['the supervisor', `${process.pid}:${identify(process.pid)}`],
		['somebody else', `${process.ppid}:${identify(process.ppid)}`],
		['pid 1, at another time', '1:1'],
	] as const) {
		it(`spares nobody who says in its environment to be the reaper of ${name}`, async (t) => {
			const variables = { PARENT_WATCHDOG_REAPER: value };
			for (const command of [above(SLEEP), ['setsid', '--wait', ...above(SLEEP)]]) {
				const { child, end } = await plant(t, command, 1, { variables });
				const { tree } = await inTime(child.stop());
				assert.deepEqual([tree?.killed, tree?.left], [[], []]);
				await end();
			}
		});
	}

	it('spares no supervisor that says so, nor its children', async (t) => {
		const children = [fixture('supervision/deaf'), DEAF];
		const { path, variables } = fixture('supervision/supervising', { children });
		const { child, pids, end } = await plant(t, [process.execPath, path], 3, {
			variables: { PARENT_WATCHDOG_REAPER: '1:1', ...variables },
			stop: { event: 0, terminate: 0 },
		});
		const below = pids.filter((pid) => pid !== child.pid);
		assert.equal(below.length, 2);
		const { tree } = await inTime(child.stop());
		assert.deepEqual([tree?.killed.map(({ pid }) => pid).sort(), tree?.left], [below.sort(), []]);
		await end();
	});

	it('leaves the children of another supervisor of this process alone', async (t) => {
		// Each of them is the first one of its supervisor.
		const first = await plant(t, above(SLEEP), 1);
		const second = await plant(t, above(SLEEP), 1);
		assert.equal((await inTime(first.child.stop())).endedBy, 'terminate');
		await first.end();
		assert.equal(await second.child.join(50), false);
		const [pid = 0] = second.pids;
		assert.equal(isGone(pid), false);
		assert.equal((await inTime(second.child.stop())).endedBy, 'terminate');
		await second.end();
	});

	it('signals a group without /proc only while its leader is ours', {
		skip: withoutUnshare,
	}, async (t) => {
		// A pid 1 that reaps: a zombie cannot be told from a member that lives.
		const prefix = [...WITHOUT_PROC, 'bash', '-c', '"$@"; exit $?', 'bash'];
		const tree = start(t, fixture('supervision/blind-group'), {}, { prefix });
		assert.deepEqual(await tree.end(), [
			'told',
			'living: by terminate, left 0, group false',
			'ended: by itself, left 1, group true',
		]);
		// Told at the start of the first child, and once.
		assert.deepEqual(tree.output.stderr.match(/ERR_PARENT_WATCHDOG_\w+(?=])|there is no \/proc/g), [
			'ERR_PARENT_WATCHDOG_NO_TREE',
			'there is no /proc',
		]);
	});

	it('does not count as killed who may not be killed', {
		skip: isRoot ? false : 'needs root',
	}, async (t) => {
		const tree = start(t, fixture('supervision/dropping-privileges'));
		await tree.line(/^child pid=/);
		tree.root.stdin?.write('stop\n');
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
		assert.deepEqual(tree.lines.slice(1), [
			'sent: false,false,false',
			'nothing, killed 0, left true, ok false',
			'sh (pid N) is still there: SIGKILL was refused (EPERM)',
		]);
	});

	it('that is given up leaves the rest of the tree', async (t) => {
		const { child, pids, line } = await plant(t, above(DEAF), 1);
		const controller = new AbortController();
		const stop = child.stop({ signal: controller.signal });
		await child.exited;
		controller.abort();
		await stop.catch(() => {});
		const [pid = 0] = pids;
		assert.equal(isGone(pid), false);
		await line(/^child/);
	});
});

describe('stop() with tree: false', () => {
	for (const group of [false, true]) {
		it(`leaves grandchildren alone, group: ${group}`, async (t) => {
			const { child, pids, end } = await plant(t, above(OBEDIENT), 1, {
				group,
				stop: { tree: false },
			});
			const { endedBy, tree } = await inTime(child.stop());
			assert.deepEqual([endedBy, tree], ['terminate', undefined]);
			const [pid = 0] = pids;
			assert.equal(isGone(pid), false);
			sendSignal(pid, 'SIGTERM');
			assert.equal((await end()).at(-1), 'told');
		});
	}
});
