/** Whatever ends a supervisor, it leaves none of its children; and all are stopped at once. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { FixtureOptions } from '../fixtures/options.js';
import { readStatus } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { SUBREAPER, withoutPython } from '../helpers/python.js';
import { PRELOAD, type StartOptions, start, type Variables } from '../helpers/start.js';
import { createSupervisor, forkFixture, inTime, spawnProgram } from '../helpers/supervised.js';
import type { Tree } from '../helpers/tree.js';
import { until } from '../helpers/until.js';

/** With a hook; directly, and behind a shell that stays. */
const CHILD = fixture('child');
const SLOW = fixture('supervision/slow-hook');
const BEHIND_SHELL = ['sh', '-c', `'${process.execPath}' '${CHILD.path}'; true`];
/** Ignores SIGTERM, but says so. */
const MOODY = [
	'sh',
	'-c',
	'trap "echo SIGTERM >&3" TERM; echo ready pid=$$ >&3; while :; do sleep 0.1; done',
];
const AGES = 600_000;
const GRACE = 'PARENT_WATCHDOG_GRACE_PERIOD';

interface End {
	/** What is done to the supervisor. */
	act: (tree: Tree) => void;
	/** How it ends. */
	exit: [number | null, NodeJS.Signals | null];
	/** What its hook and its last one say, if they run. */
	hooks?: [string, string];
	/** Why its children end. */
	childEnds: RegExp;
}

const say = (order: string) => (tree: Tree) => tree.root.stdin?.write(`${order}\n`);
const signal = (name: NodeJS.Signals) => (tree: Tree) => tree.kill(name);
const bySignal = (name: NodeJS.Signals): End => ({
	act: signal(name),
	exit: [null, name],
	hooks: ['signal, 2 children', '0 children'],
	childEnds: /^hook started: (signal by SIGTERM|parent-gone by)/,
});
/** The synchronous part of its hooks runs, and SIGTERM goes out to its children. */
const EXITING = { childEnds: /^hook started: (signal by SIGTERM|parent-gone by)/ };

const ends: Record<string, End> = {
	SIGTERM: bySignal('SIGTERM'),
	SIGINT: bySignal('SIGINT'),
	SIGHUP: bySignal('SIGHUP'),
	SIGKILL: {
		act: signal('SIGKILL'),
		exit: [null, 'SIGKILL'],
		childEnds: /^hook started: parent-gone/,
	},
	'process.exit()': {
		act: say('exit'),
		exit: [3, null],
		hooks: ['exit, 2 children', '2 children'],
		...EXITING,
	},
	'an uncaught exception': {
		act: say('throw'),
		exit: [1, null],
		hooks: ['exit, 2 children', '2 children'],
		...EXITING,
	},
	'its natural end': {
		act: say('end naturally'),
		exit: [0, null],
		hooks: ['exit, 2 children', '0 children'],
		childEnds: /^hook started: (signal by SIGTERM|parent-gone by)/,
	},
};

describe('the end of a supervisor', { concurrency: 2 }, () => {
	for (const [name, { act, exit, hooks, childEnds }] of Object.entries(ends)) {
		it(`by ${name} is the end of its children`, async (t) => {
			const tree = await startSupervisor(t, { children: [CHILD, BEHIND_SHELL], hooks: true });
			act(tree);
			const lines = await tree.end();
			const { code, signal: by } = await tree.exit();
			assert.deepEqual([code, by], exit);
			const own = lines.filter((line) => line.startsWith("supervisor's"));
			const [first, last] = hooks ?? [];
			assert.deepEqual(
				own,
				hooks ? [`supervisor's hook: ${first}`, `supervisor's last hook: ${last}`] : [],
			);
			const started = lines.filter((line) => line.startsWith('hook started'));
			assert.equal(started.length, 2, lines.join('\n'));
			for (const line of started) assert.match(line, childEnds);
			assert.equal(lines.filter((line) => line === 'hook ended').length, 2, lines.join('\n'));
		});
	}

	it('by a signal has the children end between the hooks', async (t) => {
		const tree = await startSupervisor(t, { children: [CHILD], hooks: true });
		tree.kill('SIGTERM');
		const lines = await tree.end();
		assert.deepEqual(lines.slice(lines.findIndex((line) => line.startsWith('supervisor'))), [
			"supervisor's hook: signal, 1 children",
			'hook started: signal by SIGTERM',
			'hook ended',
			"supervisor's last hook: 0 children",
		]);
	});

	it('by its own parent being gone is the end of its children', async (t) => {
		const options = { children: [CHILD, BEHIND_SHELL], hooks: true };
		const { path, variables } = fixture('supervision/supervising', options);
		const command = [process.execPath, ...PRELOAD, path];
		const tree = start(t, fixture('starting-parent', { command }), variables);
		await tree.times(/^ready/, 3);
		tree.kill('SIGKILL');
		const lines = await tree.end();
		assert.ok(lines.includes("supervisor's hook: parent-gone, 2 children"), lines.join('\n'));
		assert.ok(lines.includes("supervisor's last hook: 0 children"), lines.join('\n'));
		assert.equal(lines.filter((line) => line === 'hook ended').length, 2, lines.join('\n'));
	});

	it('by SIGKILL in the middle of its own stop lets the hooks of its children end', async (t) => {
		const tree = await startSupervisor(t, { children: [SLOW, SLOW] });
		tree.root.stdin?.write('stop\n');
		await tree.line(/^hook started/);
		tree.kill('SIGKILL');
		const lines = await tree.end();
		assert.equal(lines.filter((line) => line.startsWith('hook started')).length, 2);
		assert.equal(lines.filter((line) => line === 'hook ended').length, 2, lines.join('\n'));
	});

	for (const name of ['SIGINT', 'SIGHUP'] as const)
		it(`by a terminal's ${name}, which reaches the children as well, lets their hooks end`, async (t) => {
			const options = { children: [SLOW, SLOW], stop: { terminate: AGES } };
			const variables = { [GRACE]: String(AGES) };
			const tree = await startSupervisor(t, options, variables, { detached: true });
			process.kill(-(tree.root.pid as number), name);
			const lines = (await tree.end()).filter((line) => line.startsWith('hook')).sort();
			const hooks = ['hook ended', 'hook started: signal'];
			assert.deepEqual(
				lines,
				hooks.flatMap((line) => [line, line]),
			);
			assert.deepEqual(await tree.exit(), { code: null, signal: name });
		});

	it('by exit() in the middle of a stop lets the hooks of its children end', async (t) => {
		const tree = await startSupervisor(t, { children: [SLOW] });
		tree.root.stdin?.write('stop\n');
		await tree.line(/^hook started/);
		tree.root.stdin?.write('exit\n');
		const lines = await tree.end();
		assert.ok(lines.includes('hook ended'), lines.join('\n'));
	});

	it('by a second Ctrl+C is at once, and kills the children', async (t) => {
		const children = [MOODY, fixture('supervision/endless-hook')];
		const options = { children, stop: { terminate: AGES }, hooks: true };
		const tree = await startSupervisor(t, options, { [GRACE]: String(AGES) });
		tree.kill('SIGINT');
		await tree.line(/^endless hook/);
		// Half a second after the first one it is a person's impatience.
		await delay(1000);
		tree.kill('SIGINT');
		const lines = await tree.end();
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGINT' });
		assert.ok(!lines.some((line) => line.startsWith("supervisor's last hook")), lines.join('\n'));
	});

	for (const isStopping of [false, true]) {
		const name = `${isStopping ? ', though a longer stop has begun' : ''}`;
		it(`does not wait for a child longer than its grace period${name}`, async (t) => {
			const options = { children: [MOODY], stop: { terminate: AGES }, hooks: true };
			const tree = await startSupervisor(t, options, { [GRACE]: '1000' });
			if (isStopping) {
				tree.root.stdin?.write('stop\n');
				await tree.line(/^SIGTERM/);
			}
			tree.kill('SIGTERM');
			const lines = await tree.end();
			const own = lines.filter((line) => /^(supervisor|stopped)/.test(line));
			assert.deepEqual(own, [
				"supervisor's hook: signal, 1 children",
				...(isStopping ? ['stopped: true, kill'] : []),
				"supervisor's last hook: 0 children",
			]);
			assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
		});
	}

	it('leaves the children time to end, whatever a hook takes', async (t) => {
		const options = { children: [SLOW], hangs: true };
		const tree = await startSupervisor(t, options, { [GRACE]: '8000' });
		tree.kill('SIGTERM');
		const lines = await tree.end();
		assert.ok(lines.includes('hook ended'), lines.join('\n'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
	});

	it('is noticed by all who are behind a shell at the same time', async (t) => {
		const node = `'${process.execPath}' '${CHILD.path}'`;
		const options = { children: [['sh', '-c', `${node} & ${node} & wait`]] };
		const tree = await startSupervisor(t, options, { PARENT_WATCHDOG_INTERVAL: '60000' });
		await tree.times(/^ready/, 3);
		tree.kill('SIGKILL');
		const lines = await tree.end();
		const hooks = lines.filter((line) => line === 'hook started: parent-gone by lifeline');
		assert.equal(hooks.length, 2, lines.join('\n'));
	});

	it('breaks what blocks a child that has a guard, and its hook runs', async (t) => {
		const children = [fixture('supervision/blocked', { hasHook: true })];
		const tree = await startSupervisor(t, { children, options: { guard: true } });
		tree.kill('SIGKILL');
		const lines = await tree.end();
		assert.ok(lines.includes('hook'), lines.join('\n'));
	});
});

describe('supervisors three deep', { concurrency: 2 }, () => {
	for (const how of ['SIGKILL', 'SIGTERM'] as const) {
		it(`are all gone once the top one gets ${how}, each hook once`, async (t) => {
			const tree = start(t, fixture('supervision/nested', { level: 3 }), {}, { deadline: 60_000 });
			await tree.times(/^ready/, 4);
			tree.kill(how);
			const lines = (await tree.end()).filter((line) => line.startsWith('hook'));
			const levels = lines.map((line) => line.split(':')[0]).sort();
			const expected = ['hook 0', 'hook 1', 'hook 2', ...(how === 'SIGTERM' ? ['hook 3'] : [])];
			assert.deepEqual(levels, expected, lines.join('\n'));
		});
	}

	it('are all gone once the top one gets SIGKILL, and so are their reapers and deaf children', {
		skip: withoutPython,
	}, async (t) => {
		const nested = fixture('supervision/nested', { level: 2, deafChildren: true });
		const tree = start(t, nested, {}, { prefix: SUBREAPER, deadline: 60_000 });
		await tree.times(/^ready/, 3);
		await tree.times(/^child/, 3);
		const [, top] = await tree.line(/^ready pid=(\d+)/);
		process.kill(Number(top), 'SIGKILL');
		const lines = (await tree.end()).filter((line) => line.startsWith('hook'));
		// The one in between stops the last one, unless that notices first.
		assert.match(lines.sort().join(), /^hook 0: (signal|parent-gone),hook 1: parent-gone$/);
	});
});

describe('a SIGTERM to the whole group', () => {
	it('of a program that is supervisor and child is heard, and does not go round', async (t) => {
		const tree = start(t, fixture('supervision/same-program'), {}, { detached: true });
		await tree.times(/^ready/, 3);
		process.kill(-(tree.root.pid as number), 'SIGTERM');
		const lines = (await tree.end()).filter((line) => !line.startsWith('ready')).sort();
		assert.deepEqual(lines, ['exit of first', 'exit of second', 'exit of supervisor', 'stopped 2']);
		assert.deepEqual(await tree.exit(), { code: 0, signal: null });
	});
});

describe('fifty children', () => {
	it('are told at once, not one after another', async (t) => {
		const supervisor = createSupervisor(t);
		// Each says that it was told, and ends only when all have been.
		const script =
			'trap "echo told >&3; read go; exit 0" TERM; echo ready >&3; while :; do read line; done';
		const children = [
			...Array.from({ length: 44 }, () =>
				spawnProgram(t, supervisor, ['bash', '-c', script], { stdin: 'pipe' }),
			),
			...Array.from({ length: 6 }, () =>
				forkFixture(t, supervisor, fixture('supervision/obeying', { holds: true }), {
					stdin: 'pipe',
				}),
			),
		];
		for (const { line } of children) await line(/^ready/);
		const stopped = supervisor.stop({ event: AGES, terminate: AGES });
		for (const { line } of children) await line(/^(told|stop event: true)/);
		assert.equal(supervisor.children.length, 50);
		for (const { root } of children) root.stdin?.end();
		const { ok, warnings, children: reports } = await inTime(stopped);
		assert.deepEqual([ok, warnings, reports.length], [true, [], 50]);
		assert.deepEqual(
			new Set(reports.map(({ endedBy }) => endedBy)),
			new Set(['event', 'terminate']),
		);
	});
});

describe('a supervisor that stops', { concurrency: 2 }, () => {
	it('takes along children that were forked a moment ago', async (t) => {
		const supervisor = createSupervisor(t);
		const children = [0, 1].map(() => forkFixture(t, supervisor, fixture('supervision/obeying')));
		const { ok, children: reports } = await inTime(
			supervisor.stop({ event: AGES, terminate: AGES }),
		);
		assert.deepEqual([ok, reports.length], [true, 2]);
		for (const { endedBy, exitCode } of reports) {
			assert.deepEqual([endedBy, exitCode], ['event', 0]);
		}
		await Promise.all(children.map(({ end }) => end()));
	});

	it('starts nothing any more', async (t) => {
		const supervisor = createSupervisor(t);
		const { line } = forkFixture(t, supervisor, fixture('supervision/obeying'));
		await line(/^ready/);
		const stopping = supervisor.stop();
		const refused = { code: 'ERR_PARENT_WATCHDOG_STOPPED', name: 'ParentWatchdogError' };
		const startAgain = () => supervisor.spawn('true');
		assert.throws(startAgain, refused);
		assert.equal((await stopping).children.length, 1);
		assert.throws(startAgain, refused);
		assert.throws(() => supervisor.fork(CHILD.path), refused);
	});

	it('ends a child that starts others meanwhile, and they end with it', async (t) => {
		const supervisor = createSupervisor(t);
		const { line, end } = forkFixture(t, supervisor, fixture('supervision/spawning-when-stopped'));
		await line(/^ready/);
		const { ok } = await supervisor.stop({ terminate: 10_000 });
		assert.equal(ok, true);
		const lines = await end();
		assert.ok(lines.includes('refused: ERR_PARENT_WATCHDOG_STOPPED'), lines.join('\n'));
		assert.ok(
			lines.some((one) => one.startsWith('late child')),
			lines.join('\n'),
		);
	});
});

describe('signals', () => {
	it('have listeners only while the supervisor has children', async (t) => {
		const count = () =>
			(['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((name) => process.listenerCount(name));
		const before = count();
		const supervisor = createSupervisor(t);
		assert.deepEqual(count(), before);
		const failing = supervisor.spawn('/nothing');
		assert.deepEqual(count(), before);
		await assert.rejects(failing.exited);
		const children = [0, 1].map(() => supervisor.spawn('sleep', ['60'], { stdio: 'ignore' }));
		const with1 = before.map((number) => number + 1);
		assert.deepEqual(count(), with1);
		for (const child of children) {
			assert.deepEqual(count(), with1);
			child.kill();
			await child.exited;
		}
		assert.deepEqual(count(), before);
	});

	it('and whatever else are as before once many children have come and gone', async (t) => {
		const supervisor = createSupervisor(t);
		const count = () => [
			process.eventNames().map((name) => `${String(name)} ${process.listenerCount(name)}`),
			process
				.getActiveResourcesInfo()
				.filter((name) => name !== 'Immediate')
				.sort(),
		];
		const run = () => supervisor.spawn('true', { stdio: 'ignore' }).exited;
		await run();
		for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
		const before = count();
		for (let round = 0; round < 5; round++) await Promise.all(Array.from({ length: 8 }, run));
		// Handles are closed a turn later.
		for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next));
		assert.deepEqual(count(), before);
		assert.deepEqual(supervisor.children, []);
	});

	it('have their default action once all children have ended', async (t) => {
		const tree = await startSupervisor(t, { children: [fixture('supervision/obeying')] });
		tree.root.stdin?.write('set the event\n');
		await tree.line(/^stop event/);
		tree.root.stdin?.write('stop\n');
		await tree.line(/^stopped: true/);
		// On a busy machine the line is read before the listener is gone; a signal in between is lost.
		const isCaught = () =>
			(BigInt(`0x${readStatus(tree.root.pid as number, 'SigCgt')}`) & (1n << 14n)) !== 0n;
		await until('SIGTERM has its default action', () => !isCaught());
		tree.kill('SIGTERM');
		assert.ok(!(await tree.end()).includes('exit 0'));
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
	});
});

/** Resolves once all of it is there. */
async function startSupervisor(
	t: Parameters<typeof start>[0],
	options: FixtureOptions['supervision/supervising'] & { children: readonly unknown[] },
	variables?: Variables,
	startOptions?: StartOptions,
): Promise<Tree> {
	const tree = start(t, fixture('supervision/supervising', options), variables, startOptions);
	await tree.times(/^ready/, options.children.length + 1);
	return tree;
}
