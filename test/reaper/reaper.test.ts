/** A supervisor is killed; its reaper leaves nobody, and then ends too. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readStatus } from '../helpers/bystanders.js';
import { withoutPython } from '../helpers/python.js';
import {
	DEAF,
	ESCAPING,
	OBEDIENT,
	type PlannedChild,
	SLEEP,
	startSupervisor,
} from '../helpers/reaping.js';
import { inTurns } from '../helpers/start.js';
import { until, untilGone } from '../helpers/until.js';

const options = { skip: withoutPython };

describe('a killed supervisor leaves none of its children', options, () => {
	const kinds: Record<string, PlannedChild> = {
		'sleep, which ends at SIGTERM': { command: SLEEP },
		'a program that ignores SIGTERM': { command: DEAF },
		'one that leads no group': { command: SLEEP, leadsGroup: false },
		'one that watches, and does not end by itself': { command: DEAF, watches: true, grace: 100 },
		'a shell that waits for its child': {
			command: ['sh', '-c', 'echo "child pid=$$" >&3; sleep 60; true'],
			tree: true,
		},
		'the group of a child that has ended': {
			command: ['sh', '-c', 'sleep 60 & echo "child pid=$!" >&3'],
			tree: true,
		},
		'python that ignores SIGTERM': {
			command: [
				'python3',
				'-c',
				`
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.write(3, b'child pid=%d\\n' % os.getpid())
time.sleep(60)`,
			],
		},
	};
	for (const [name, child] of Object.entries(kinds)) {
		it(name, async (t) => {
			const tree = startSupervisor(t, { gracePeriod: 300, children: [child] });
			await tree.line(/^child/);
			await tree.line(/^ready/);
			await tree.killSupervisor();
			assert.equal((await tree.end()).filter((line) => line.startsWith('problem')).length, 0);
		});
	}

	it('one that escaped by setsid and lost its parent, with tree', async (t) => {
		const tree = startSupervisor(t, { children: [{ command: ESCAPING, tree: true }] });
		for (const line of [/^child/, /^escaped/, /^ready/]) await tree.line(line);
		await tree.killSupervisor();
		await tree.end();
	});

	it('a stopped one gets its SIGTERM too', async (t) => {
		const tree = startSupervisor(t, { gracePeriod: 20_000, children: [{ command: OBEDIENT }] });
		const [, pid] = await tree.line(/^child pid=(\d+)/);
		await tree.line(/^ready/);
		process.kill(Number(pid), 'SIGSTOP');
		await tree.killSupervisor();
		assert.equal((await tree.end()).at(-1), 'told');
	});

	it('all at once', async (t) => {
		const children = Array.from({ length: 30 }, () => ({ command: DEAF }));
		const tree = startSupervisor(t, { gracePeriod: 500, children });
		await tree.line(/^ready/);
		await tree.killSupervisor();
		await tree.end();
	});

	it('the reaper ignores the signals that end others', async (t) => {
		const tree = startSupervisor(t, { gracePeriod: 300, children: [{ command: DEAF }] });
		await tree.line(/^child/);
		await tree.line(/^ready/);
		const pid = await tree.reaperPid();
		// SIGHUP is bit 0; Node itself catches only the two others.
		await until(
			'it listens',
			() => Number.parseInt(readStatus(pid, 'SigCgt').at(-1) ?? '', 16) % 2 === 1,
		);
		for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(pid, signal);
		await tree.killSupervisor();
		for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(pid, signal);
		await tree.end();
	});
});

describe('a supervisor that is killed while it starts a child', options, () => {
	it('between spawn() and the word that it has started', async (t) => {
		const plan = { children: [{ command: ESCAPING }], end: 'killed after spawn' } as const;
		const tree = startSupervisor(t, plan);
		await tree.end();
	});

	it('at any moment', async (t) => {
		const delays = Array.from({ length: 6 }, (_, index) => index * 4);
		await inTurns(delays, 2, async (delay) => {
			const children = Array.from({ length: 3 }, () => ({ command: SLEEP, tree: true }));
			const tree = startSupervisor(t, { gracePeriod: 300, children });
			await tree.line(/^starts/);
			await new Promise((resolve) => setTimeout(resolve, delay));
			await tree.killSupervisor();
			await tree.end();
		});
	});
});

describe('a supervisor that lives, or ends well', options, () => {
	it('closes its reaper at once, and its children stay', async (t) => {
		const tree = startSupervisor(t, { children: [{ command: SLEEP }], end: 'close' });
		const [, pid] = await tree.line(/^child pid=(\d+)/);
		await tree.line(/^closed, pid undefined/);
		// Nobody but the child is left.
		await tree.line(/^ready/);
		assert.match(readStatus(Number(pid), 'State'), /^[RSD]/);
		process.kill(Number(pid), 'SIGKILL');
		await tree.end();
	});

	it('is not kept alive by its reaper, which ends what was left', async (t) => {
		const tree = startSupervisor(t, { end: 'nothing' });
		await tree.end();
		assert.deepEqual(tree.lines.slice(2), ['ready']);
	});

	it('exits without a word, and the reaper ends what was left', async (t) => {
		const tree = startSupervisor(t, { children: [{ command: SLEEP }], end: 'exit' });
		await tree.end();
	});

	it('a child that has ended is forgotten', async (t) => {
		const tree = startSupervisor(t, { children: [{ command: SLEEP, hasEnded: true }] });
		const [, pid] = await tree.line(/^child pid=(\d+)/);
		await tree.line(/^ready/);
		const reaper = await tree.reaperPid();
		await tree.killSupervisor();
		await untilGone(reaper);
		assert.match(readStatus(Number(pid), 'State'), /^[RSD]/);
		process.kill(Number(pid), 'SIGKILL');
		await tree.end();
	});
});
