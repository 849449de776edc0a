/** The command `orphans`, with real orphans in a namespace of their own. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { runCommand } from '../helpers/command.js';
import { WITH_FOREIGN_PROC, withoutUnshare } from '../helpers/isolation.js';
import {
	DEAF_ORPHAN,
	LISTENING_ORPHAN,
	NODE_ORPHAN,
	ORPHAN,
	ORPHAN_WITH_CHILD,
	type Orphanage,
	startOrphan,
} from '../helpers/orphanage.js';
import { withoutPython } from '../helpers/python.js';
import { startAtTerminal } from '../helpers/terminal.js';

const skip = withoutUnshare || withoutPython;
const orphans = ({ inside }: Orphanage, ...args: string[]) =>
	runCommand(['orphans', ...args], { prefix: inside });

/** As JSON; the exit status has to be that one. */
function list(orphanage: Orphanage, args: readonly string[], status: number) {
	const outcome = orphans(orphanage, '--json', ...args);
	assert.equal(outcome.status, status, outcome.stderr);
	return JSON.parse(outcome.stdout).orphans as Record<string, unknown>[];
}

function isThere({ inside }: Orphanage, pid: unknown): boolean {
	const [file = '', ...prefix] = inside;
	const { status } = spawnSync(file, [...prefix, 'kill', '-0', String(pid)], { stdio: 'ignore' });
	return status === 0;
}

describe('an orphan whose parent is recorded', { skip, concurrency: 2 }, () => {
	it('is told in words', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN);
		const { status, stdout, stderr } = orphans(orphanage);
		assert.deepEqual({ status, stderr }, { status: 1, stderr: '' });
		assert.match(stdout, /^1 orphan: the recorded parent is gone$/m);
		assert.match(
			stdout,
			new RegExp(`^  ${orphanage.orphan}  sleep 60\n      its parent \\d+ is gone; `, 'm'),
		);
		assert.match(stdout, /adopted by 1; runs for .* of processor time/);
		assert.match(stdout, /^parent-watchdog orphans --kill ends them\.$/m);
	});

	it('is told in JSON, with the ports that it listens on', async (t) => {
		const orphanage = await startOrphan(t, LISTENING_ORPHAN);
		const [, port] = await orphanage.tree.line(/^port (\d+)$/);
		const [found, ...others] = list(orphanage, [], 1);
		assert.deepEqual(others, []);
		const { start, name, command, lostParent, uptime, cpuTime, cpu, memory, ...rest } = found ?? {};
		for (const number of [start, lostParent, uptime, cpuTime, cpu, memory])
			assert.equal(typeof number, 'number', JSON.stringify(found));
		assert.match(String(name), /^python/);
		assert.match(String(command), /signal\.pause/);
		assert.deepEqual(rest, {
			kind: 'recorded',
			pid: orphanage.orphan,
			ppid: 1,
			sparedBecause: null,
			ports: [Number(port)],
			below: [],
			end: null,
		});
	});

	it('is ended, with what is below it', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN_WITH_CHILD);
		const [, below] = await orphanage.tree.line(/^below (\d+)$/);
		const { status, stdout } = orphans(orphanage, '--kill', '--yes');
		assert.match(stdout, new RegExp(`^${orphanage.orphan} \\S+ ended after SIGTERM$`, 'm'));
		assert.match(stdout, new RegExp(`^${below} sleep ended after SIGTERM$`, 'm'));
		assert.equal(status, 0);
		assert.deepEqual(
			[orphanage.orphan, below].filter((pid) => isThere(orphanage, pid)),
			[],
		);
		assert.deepEqual(list(orphanage, [], 0), []);
	});

	it('is killed where SIGTERM does not end it', async (t) => {
		const orphanage = await startOrphan(t, DEAF_ORPHAN);
		const [found] = list(orphanage, ['--kill', '--yes', '--grace', '200'], 0);
		assert.equal(found?.end, 'killed');
		assert.ok(!isThere(orphanage, orphanage.orphan));
	});

	it('is left where nobody can be asked', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN);
		const { status, stderr } = orphans(orphanage, '--kill');
		assert.match(stderr, /there is no terminal to ask "End 1 orphan\?"; give --yes/);
		assert.equal(status, 1);
		assert.equal(orphans(orphanage, '--kill', '--json').status, 2);
		assert.ok(isThere(orphanage, orphanage.orphan));
	});

	it('is left until it is old enough', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN);
		assert.deepEqual(list(orphanage, ['--older', '1h', '--kill', '--yes'], 0), []);
		assert.ok(isThere(orphanage, orphanage.orphan));
	});

	for (const [answer, isLeft] of [
		['y', false],
		['n', true],
		['\x04', true],
		['\x03', true],
	] as const) {
		it(`is ${isLeft ? 'left' : 'ended'} when the answer at a terminal is ${JSON.stringify(answer)}`, async (t) => {
			const orphanage = await startOrphan(t, ORPHAN);
			const terminal = startAtTerminal(t, ['orphans', '--kill'], { prefix: orphanage.inside });
			await terminal.until(/End 1 orphan\? \[y\/N\] /);
			terminal.type(answer.length === 1 && answer < ' ' ? answer : `${answer}\r`);
			const { isAsBefore, output } = await terminal.end();
			assert.equal(isThere(orphanage, orphanage.orphan), isLeft, output);
			assert.ok(isAsBefore);
		});
	}
});

describe('a process that was told to outlive its parent', { skip }, () => {
	it('is told apart, and ended only where its pid is given', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN, { isDetached: true });
		const { orphan } = orphanage;
		const [found] = list(orphanage, ['--kill', '--yes'], 0);
		assert.match(String(found?.sparedBecause), /it leads a session of its own/);
		assert.match(
			orphans(orphanage).stdout,
			/1 process whose recorded parent is gone, left alone by --kill/,
		);
		assert.ok(isThere(orphanage, orphan));
		assert.equal(list(orphanage, ['--kill', '--yes', String(orphan)], 0)[0]?.end, 'ended');
		assert.ok(!isThere(orphanage, orphan));
	});

	it('is so below one that leads a session, too', async (t) => {
		const command = ['setsid', 'sh', '-c', 'sleep 60 & echo "orphan $!" >&3; exec sleep 0.01'];
		const orphanage = await startOrphan(t, command);
		const found = list(orphanage, ['--kill', '--yes'], 0);
		assert.match(
			String(found[0]?.sparedBecause),
			/left the session of its parent/,
			JSON.stringify(found),
		);
		assert.ok(isThere(orphanage, orphanage.orphan));
	});
});

describe('a process that only looks like an orphan', { skip }, () => {
	it('is told apart, once it is old, and ended only where its pid is given', async (t) => {
		const orphanage = await startOrphan(t, NODE_ORPHAN, { isRecorded: false });
		const { orphan } = orphanage;
		assert.deepEqual(list(orphanage, [], 0), []);
		const [found] = list(orphanage, ['--older', '0', '--kill', '--yes'], 0);
		assert.deepEqual([found?.kind, found?.pid, found?.lostParent], ['likely', orphan, null]);
		assert.match(orphans(orphanage, '--older', '0').stdout, /1 process that may be an orphan/);
		assert.ok(isThere(orphanage, orphan));
		assert.equal(list(orphanage, ['--kill', '--yes', String(orphan)], 0)[0]?.end, 'ended');
	});

	const others = {
		'is no interpreter': [ORPHAN, { isRecorded: false }],
		'may have been started by pid 1': [NODE_ORPHAN, { isRecorded: false, inSession: false }],
		'leads a session of its own': [NODE_ORPHAN, { isRecorded: false, isDetached: true }],
		'has a parent that lives': [NODE_ORPHAN, { isRecorded: false, parentLives: true }],
	} as const;
	for (const [name, [command, options]] of Object.entries(others)) {
		it(`is none where it ${name}`, async (t) => {
			const orphanage = await startOrphan(t, command, options);
			assert.deepEqual(list(orphanage, ['--older', '0'], 0), []);
		});
	}
});

describe('what an environment claims', { skip, concurrency: 2 }, () => {
	it('makes no orphan of a process that nobody has adopted', async (t) => {
		const lies = [
			// Nobody: of long ago, and of times to come.
			'4000000:1',
			'4000000:999999999999999',
			// Pid 1, of another time.
			'1:1',
			// No start, no pid, and more than a pid can be.
			'4000000',
			'0:1',
			'9999999999:1',
			'rm -rf /',
			'1'.repeat(50_000),
		];
		const liars = lies.map(
			(lie) => `PARENT_WATCHDOG_PARENT='${lie}' sleep 60 & echo "liar $!" >&3`,
		);
		const script = `${liars.join('\n')}\necho "orphan $$" >&3\nwait`;
		const orphanage = await startOrphan(t, ['sh', '-c', script], { parentLives: true });
		assert.deepEqual(list(orphanage, ['--kill', '--yes'], 0), []);
		const pids = orphanage.tree.lines.flatMap((line) => /^liar (\d+)$/.exec(line)?.[1] ?? []);
		assert.equal(pids.length, lies.length);
		for (const pid of pids) assert.ok(isThere(orphanage, pid));
		const [first = ''] = pids;
		const { status, stderr } = orphans(orphanage, '--kill', '--yes', first);
		assert.match(stderr, /\d+ \(sleep\) is no orphan as far as can be told: its parent is \d+ \(/);
		assert.equal(status, 1);
		assert.ok(isThere(orphanage, first));
	});

	it('of another pid namespace makes no orphan', async (t) => {
		const command = ['env', 'PARENT_WATCHDOG_SCOPE=5:1234:5678', ...ORPHAN];
		const orphanage = await startOrphan(t, command);
		assert.deepEqual(list(orphanage, [], 0), []);
	});

	it('about being a reaper saves nobody', async (t) => {
		const orphanage = await startOrphan(t, ['env', 'PARENT_WATCHDOG_REAPER=1:1', ...ORPHAN]);
		assert.equal(list(orphanage, ['--kill', '--yes'], 0)[0]?.end, 'ended');
		assert.ok(!isThere(orphanage, orphanage.orphan));
	});

	it('cannot draw on the terminal', async (t) => {
		const command = [
			'bash',
			'-c',
			'echo "orphan $$" >&3; exec -a $\'\\e[2J\\xe2\\x80\\xaefdp\\r\\n\' sleep 60',
		];
		const orphanage = await startOrphan(t, command);
		const { stdout } = orphans(orphanage);
		assert.match(stdout, / {2}\ufffd\[2J\ufffdfdp \ufffd?60$/m);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
		assert.doesNotMatch(stdout, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
	});
});

describe('what is no orphan', { skip }, () => {
	it('is a process whose recorded parent lives', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN, { parentLives: true });
		assert.deepEqual(list(orphanage, [], 0), []);
		const { status, stderr } = orphans(orphanage, String(orphanage.orphan));
		assert.match(stderr, /is no orphan as far as can be told: its recorded parent \d+ is alive/);
		assert.equal(status, 1);
	});

	it('is a pid that is not there', async (t) => {
		const orphanage = await startOrphan(t, ORPHAN);
		const { status, stdout, stderr } = orphans(orphanage, '2999999');
		const expected = {
			status: 1,
			stdout: '',
			stderr: 'parent-watchdog: there is no process 2999999\n',
		};
		assert.deepEqual({ status, stdout, stderr }, expected);
		assert.equal(orphans(orphanage, '0').status, 2);
		assert.equal(orphans(orphanage, '-1').status, 2);
		assert.equal(orphans(orphanage, '--older', 'soon').status, 2);
	});
});

it('says so where it cannot be judged', { skip: withoutUnshare }, () => {
	const { status, stderr } = runCommand(['orphans'], { prefix: WITH_FOREIGN_PROC });
	assert.match(stderr, /orphans are known by what Linux tells in \/proc/);
	assert.equal(status, 2);
});
