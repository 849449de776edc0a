/** Trees of real processes: who is found, and that nobody is left. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { endTree, identify, signalProcess } from '../../src/processes/tree.js';
import { readStatus, startBystander } from '../helpers/bystanders.js';
import { DEAF, ESCAPING, OBEDIENT, SLEEP } from '../helpers/reaping.js';
import { startTree, type Tree } from '../helpers/tree.js';
import { isGone, until } from '../helpers/until.js';

const PATIENT = { terminate: 20_000, kill: 20_000 };
let serial = 0;

type TreeRoot = Parameters<typeof endTree>[0];

/** Who belongs to a tree: those who are left where its end is given up before it begins. */
async function findTree(root: TreeRoot) {
	const signal = AbortSignal.abort();
	return (await endTree(root, { terminate: 0, kill: 0, signal })).left;
}

/** Starts a tree and names its root. The end of its record means that all of it is gone. */
function plant(t: TestContext, command: readonly string[], leadsGroup = true) {
	const mark = `${process.pid}:tree:${serial++}`;
	const env = { ...process.env, PARENT_WATCHDOG_CHILD: mark };
	const tree = startTree(t, command as [string, ...string[]], { detached: leadsGroup, env });
	const pid = tree.root.pid ?? 0;
	const root = { pid, start: identify(pid) ?? 0, leadsGroup, supervisionId: mark };
	return { tree, root, pidOf: async (name: string) => pidOf(tree, name) };
}

async function pidOf(tree: Tree, name: string): Promise<number> {
	return Number((await tree.line(new RegExp(`^${name} pid=(\\d+)`)))[1]);
}

/** A shell that starts the words as its child. */
const above = (words: readonly string[]) => {
	return ['sh', '-c', '"$@"; true', 'sh', ...words];
};

describe('a tree', () => {
	it('is the root first, then its descendants', async (t) => {
		const { root, pidOf } = plant(t, above(above(SLEEP)), false);
		const child = await pidOf('child');
		const pids = (await findTree({ ...root, supervisionId: undefined })).map(({ pid }) => pid);
		assert.equal(pids.length, 3);
		assert.deepEqual([pids[0], pids[2]], [root.pid, child]);
	});

	it('has who escaped by setsid and lost its parent, by the supervision id', async (t) => {
		const { root, pidOf } = plant(t, ESCAPING, false);
		const pids = [root.pid, await pidOf('escaped')];
		await pidOf('child');
		// What has started it may still be ending.
		await until('both alone', async () => (await findTree(root)).length === 2);
		assert.deepEqual(
			(await findTree(root)).map(({ pid }) => pid),
			pids,
		);
		const { supervisionId: _, ...unmarked } = root;
		assert.deepEqual(await findTree(unmarked), [{ pid: root.pid, start: root.start }]);
	});

	it('has the group of a root that is gone, but for another root of that pid', async (t) => {
		const { tree, root, pidOf } = plant(t, ['sh', '-c', 'sleep 60 & echo "child pid=$!" >&3']);
		const child = await pidOf('child');
		await tree.exit();
		assert.deepEqual(
			(await findTree(root)).map(({ pid }) => pid),
			[child],
		);
		// Nobody in that group carries the mark of this one.
		assert.deepEqual(await findTree({ ...root, supervisionId: `${root.supervisionId}0` }), []);
		// And without it, nobody tells that it is that group.
		assert.deepEqual(await findTree({ ...root, supervisionId: undefined }), []);
	});

	it('has nobody who is not the root in spite of its pid', async (t) => {
		const { root, pidOf } = plant(t, above(SLEEP));
		await pidOf('child');
		const other = { ...root, supervisionId: undefined, start: root.start - 1 };
		assert.deepEqual(await findTree(other), []);
	});

	it('has neither ourselves nor what we have started', async (t) => {
		startBystander(t);
		const root = { pid: process.ppid, start: identify(process.ppid) ?? 0, leadsGroup: false };
		const pids = (await findTree(root)).map(({ pid }) => pid);
		assert.ok(pids.includes(process.ppid) || process.ppid <= 1);
		assert.ok(!pids.includes(process.pid));
	});
});

describe('endTree()', () => {
	const trees: Record<string, { command: readonly string[]; leadsGroup?: boolean }> = {
		'a process alone': { command: SLEEP },
		'a shell above a shell above sleep': { command: above(above(SLEEP)), leadsGroup: false },
		'one that escaped by setsid': { command: ESCAPING },
		'a python that forks and forks': {
			command: [
				'python3',
				'-c',
				`
import os, time
for _ in range(5): os.fork()
os.write(3, b'child pid=%d\\n' % os.getpid())
time.sleep(60)`,
			],
			leadsGroup: false,
		},
	};
	for (const [name, { command, leadsGroup }] of Object.entries(trees)) {
		it(`ends ${name} by SIGTERM`, async (t) => {
			const { tree, root, pidOf } = plant(t, command, leadsGroup);
			await pidOf(command === ESCAPING ? 'escaped' : 'child');
			// Without a mark, descendants are found as such, but for those whose parent has ended unseen.
			const found = name.startsWith('a shell') ? { ...root, supervisionId: undefined } : root;
			const { ended, killed, left } = await endTree(found, PATIENT);
			assert.ok(ended > 0);
			assert.deepEqual([killed, left], [[], []]);
			await tree.end();
		});
	}

	it('kills who does not end, and says so', async (t) => {
		const { tree, root, pidOf } = plant(t, above(DEAF), false);
		const child = await pidOf('child');
		const start = identify(child);
		const result = await endTree(root, { terminate: 300, kill: 20_000 });
		assert.deepEqual(result, { ended: 2, killed: [{ pid: child, start }], left: [] });
		await tree.end();
	});

	it('kills at once with terminate: 0', async (t) => {
		const { tree, root, pidOf } = plant(t, OBEDIENT);
		await pidOf('child');
		const { killed } = await endTree(root, { terminate: 0, kill: 20_000 });
		assert.ok(killed.some(({ pid }) => pid === root.pid));
		assert.equal((await tree.end()).includes('told'), false);
	});

	it('wakes one that is stopped', async (t) => {
		const { tree, root, pidOf } = plant(t, OBEDIENT);
		await pidOf('child');
		process.kill(-root.pid, 'SIGSTOP');
		const { killed } = await endTree(root, PATIENT);
		assert.deepEqual(killed, []);
		assert.deepEqual((await tree.end()).slice(1), ['told']);
	});

	it('ends a tree whose root is gone', async (t) => {
		const { tree, root, pidOf } = plant(t, ['sh', '-c', 'sleep 60 & echo "child pid=$!" >&3']);
		await pidOf('child');
		await tree.exit();
		const { ended, left } = await endTree(root, PATIENT);
		assert.deepEqual([ended, left], [1, []]);
		await tree.end();
	});

	it('ends those who start while it does', async (t) => {
		// At SIGTERM it starts another one in a session of its own, and ends.
		const script =
			'trap "setsid sleep 60 & exit" TERM; echo "child pid=$$" >&3; while :; do sleep 0.01; done';
		const { tree, root, pidOf } = plant(t, ['sh', '-c', script]);
		await pidOf('child');
		const { left } = await endTree(root, PATIENT);
		assert.deepEqual(left, []);
		await tree.end();
	});

	it('tells nobody twice, and not a root that was told', async (t) => {
		const script =
			'trap "echo told >&3" TERM; echo "child pid=$$" >&3; end=$(($(date +%s) + 2)); while [ $(date +%s) -lt $end ]; do sleep 0.05; done';
		for (const isRootSignalled of [false, true]) {
			const { tree, root, pidOf } = plant(t, ['sh', '-c', script]);
			await pidOf('child');
			await endTree(root, { ...PATIENT, isRootSignalled });
			const told = (await tree.end()).filter((line) => line === 'told').length;
			assert.equal(told, isRootSignalled ? 0 : 1);
		}
	});

	it('stops where it is aborted, and says who is left', async (t) => {
		const script =
			'trap "echo told >&3" TERM; echo "child pid=$$" >&3; while :; do sleep 0.05; done';
		const { tree, root, pidOf } = plant(t, ['bash', '-c', script]);
		await pidOf('child');
		const controller = new AbortController();
		const ending = endTree(root, { ...PATIENT, signal: controller.signal });
		await tree.line(/^told/);
		controller.abort();
		const { left, killed } = await ending;
		assert.deepEqual(left[0], { pid: root.pid, start: root.start });
		assert.deepEqual(killed, []);
		const again = await endTree(root, { terminate: 0, kill: 0, signal: AbortSignal.abort() });
		assert.deepEqual(again.killed, []);
		assert.ok(!isGone(root.pid));
	});

	it('leaves whoever has the pid of a root that is gone', async (t) => {
		const bystander = startBystander(t);
		const { pid } = bystander;
		const root = { pid, start: (identify(pid) ?? 0) - 1, leadsGroup: true };
		const result = await endTree(root, { terminate: 0, kill: 100 });
		assert.deepEqual(result, { ended: 0, killed: [], left: [] });
		assert.match(readStatus(pid, 'State'), /^[RSD]/);
	});
});

describe('signalProcess()', () => {
	it('signals a process, and wakes it for SIGTERM', async (t) => {
		const bystander = startBystander(t);
		const identity = { pid: bystander.pid, start: identify(bystander.pid) ?? 0 };
		bystander.kill('SIGSTOP');
		assert.equal(signalProcess(identity, 'SIGTERM'), true);
		assert.equal(await signalOf(bystander), 'SIGTERM');
		assert.equal(signalProcess(identity, 'SIGTERM'), false);
	});

	it('signals nobody who is not that process, nor a group, nor all', (t) => {
		const { pid } = startBystander(t);
		const start = identify(pid) ?? 0;
		for (const one of [
			{ pid, start: start + 1 },
			{ pid, start: 0 },
			{ pid, start: Number.NaN },
			{ pid: -pid, start },
			{ pid: 0, start },
			{ pid: 1, start },
			{ pid: -1, start },
			{ pid: 1.5, start },
		]) {
			assert.equal(signalProcess(one, 'SIGKILL'), false, JSON.stringify(one));
		}
		assert.ok(!isGone(pid));
	});
});

async function signalOf(child: ChildProcess): Promise<NodeJS.Signals | null> {
	const [, signal] = child.signalCode ? [null, child.signalCode] : await once(child, 'exit');
	return signal;
}
