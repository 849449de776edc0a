/** What the helper process is, holds and ignores, and what becomes of a supervisor without one. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { identify } from '../../src/processes/tree.js';
import { Reaper } from '../../src/reaper/reaper.js';
import { readStatus, startBystander } from '../helpers/bystanders.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { withoutPython } from '../helpers/python.js';
import { DEAF, OBEDIENT, SLEEP, startSupervisor } from '../helpers/reaping.js';
import { sendSignal } from '../helpers/send-signal.js';
import { start } from '../helpers/start.js';
import { withDeadline } from '../helpers/tree.js';
import { isGone, until, untilGone } from '../helpers/until.js';

const FILE = require.resolve('../../src/reaper/reaper-process.js');

function create(t: TestContext) {
	const problems: Error[] = [];
	const reaper = new Reaper({ gracePeriod: 200, onProblem: (one) => problems.push(one) });
	t.after(() => reaper.close());
	return { reaper, problems, pid: reaper.pid ?? 0 };
}

function readDescriptors(pid: number): string[] {
	return readdirSync(`/proc/${pid}/fd`).flatMap((descriptor) => {
		try {
			return [readlinkSync(`/proc/${pid}/fd/${descriptor}`)];
		} catch {
			// It has been closed meanwhile.
			return [];
		}
	});
}

describe('the reaper', () => {
	it('leads a session of its own, holds nothing of ours, and says what it is', async (t) => {
		const { pid } = create(t);
		const name = () => readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', '');
		await until('it has its title', () => name() === 'parent-watchdog reaper');
		assert.equal(readStatus(pid, 'NSsid').split(/\s/).at(-1), String(pid));
		assert.equal(readlinkSync(`/proc/${pid}/cwd`), '/');
		const held = () => readDescriptors(pid);
		const files = () => held().filter((path) => !/^(anon_inode|pipe|socket):/.test(path));
		// It may be reading a file of /proc at this moment.
		await until('it holds no file', () => [...new Set(files())].join() === '/dev/null');
		assert.equal(held().filter((path) => path.startsWith('socket:')).length, 1);
	});

	it('has no option and no variable that is meant for the program', async (t) => {
		process.env.NODE_OPTIONS = '--trace-warnings';
		process.env.PARENT_WATCHDOG_INTERVAL = '5';
		t.after(() => {
			delete process.env.NODE_OPTIONS;
			delete process.env.PARENT_WATCHDOG_INTERVAL;
		});
		const { pid } = create(t);
		const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
		const names = variables.map((text) => text.split('=')[0] ?? '');
		assert.deepEqual(
			names.filter((name) => /^(NODE_|PARENT_WATCHDOG(?!_REAPER_PROGRAM))/.test(name)),
			['PARENT_WATCHDOG_REAPER'],
		);
		assert.ok(names.includes('PATH'));
	});

	it('is gone once it is closed, also while it starts, and twice', async (t) => {
		const { reaper, problems, pid } = create(t);
		await Promise.all([reaper.close(), reaper.close()]);
		assert.ok(isGone(pid));
		reaper.starting('1:2:3');
		reaper.ended('1:2:3');
		reaper.track({ path: '/tmp/none', kind: 'file' });
		assert.equal(reaper.pid, undefined);
		assert.deepEqual(problems, []);
	});

	it('is closed even while it is stopped', async (t) => {
		const { reaper, pid } = create(t);
		sendSignal(pid, 'SIGSTOP');
		await reaper.close();
		assert.ok(isGone(pid));
	});

	it('is missed once when it is killed, and the supervisor goes on', async (t) => {
		const problem = new Promise<Error>((onProblem) => {
			const reaper = new Reaper({ gracePeriod: 200, onProblem });
			sendSignal(reaper.pid, 'SIGKILL');
			// Many, so that one meets the closed pipe.
			for (let serial = 0; serial < 100; serial++) reaper.starting(`1:2:${serial}`);
			t.after(() => reaper.close());
		});
		const error = await withDeadline(problem, 20_000, () => 'no problem was told');
		assert.equal((error as { code?: string }).code, 'ERR_PARENT_WATCHDOG_NO_REAPER');
		assert.match(error.message, /^no reaper: it ended \(SIGKILL\); if this process is killed, /);
	});

	it('is told once where it cannot be started', async (t) => {
		const path = process.execPath;
		process.execPath = '/nonexistent/node';
		t.after(() => {
			process.execPath = path;
		});
		const told = new Promise<Error>((onProblem) => {
			const reaper = new Reaper({ gracePeriod: 200, onProblem });
			reaper.starting('1:2:3');
		});
		const error = await withDeadline(told, 20_000, () => 'no problem was told');
		assert.equal((error as { code?: string }).code, 'ERR_PARENT_WATCHDOG_NO_REAPER');
		assert.match(error.message, /ENOENT/);
	});

	it('serves a supervisor that is pid 1', () => {
		const { ReaperState } =
			require('../../src/reaper/reaper-state.js') as typeof import('../../src/reaper/reaper-state.js');
		const state = new ReaperState();
		state.read('{"type":"supervisor","pid":1,"gracePeriod":100}\n', true);
		assert.equal(state.supervisor, 1);
	});

	it('does nothing on the strength of lines that it cannot read', async (t) => {
		const bystander = startBystander(t);
		const { pid } = bystander;
		const started = { type: 'started', supervisionId: '1:2:3', pid, start: identify(pid) };
		const flags = { leadsGroup: false, watches: false, tree: false, grace: 0 };
		const whole = JSON.stringify({ ...started, ...flags });
		const lines = [
			'',
			'null',
			'[]',
			'{}',
			'{"type":"toString"}',
			'{"type":"__proto__"}',
			'\0\u{1F480}',
			...['"1"', '-1', '0', '1', '1.5', 'null'].map((pid) =>
				whole.replace(/"pid":\d+/, `"pid":${pid}`),
			),
			whole.replace('"tree":false', '"tree":0'),
			whole.replace(/"start":\d+/, '"start":null'),
			`${whole.slice(0, -1)}, "filler": "${'x'.repeat(70_000)}"}`,
			'{"type":"track","path":"","kind":"file"}',
			// No end of line: the supervisor was killed in the middle of it.
			whole,
		];
		const reaper = spawn(process.execPath, [FILE], { stdio: ['pipe', 'inherit', 'inherit'] });
		t.after(() => reaper.kill('SIGKILL'));
		reaper.stdin?.end(lines.join('\n'));
		assert.deepEqual(await once(reaper, 'exit'), [0, null]);
		assert.equal(bystander.signalCode, null);
		assert.match(readStatus(pid, 'State'), /^[RSD]/);
	});
});

it('waits where its pipe is closed and the supervisor lives', {
	skip: withoutPython,
}, async (t) => {
	const children = [{ command: OBEDIENT }];
	const tree = startSupervisor(t, { children, end: 'close the pipe', lived: 600 });
	await tree.line(/^child/);
	await tree.line(/^lived on/);
	await tree.killSupervisor();
	const lines = await tree.end();
	assert.deepEqual(lines.slice(-2), ['lived on', 'told']);
});

it('waits where the supervisor that closes its pipe is pid 1', {
	skip: withoutUnshare,
}, async (t) => {
	// Its pid would mean another process out here.
	const command = OBEDIENT.map((word) => word.replace(' pid=$$', ''));
	const supervisor = fixture('reaping-supervisor', {
		children: [{ command }],
		end: 'close the pipe',
		lived: 1000,
		nested: true,
	});
	const tree = start(t, supervisor, {}, { prefix: [...AS_PID_1] });
	await tree.line(/^child/);
	await tree.line(/^lived on/);
	assert.ok(!tree.lines.includes('told'), tree.lines.join('\n'));
});

describe('a reaper in a tree that is ended', { skip: withoutPython }, () => {
	it('is spared, and ends by itself once its supervisor is gone', async (t) => {
		const tree = startSupervisor(t, { gracePeriod: 300, children: [{ command: DEAF }] });
		const [, child] = await tree.line(/^child pid=(\d+)/);
		const [, pid] = await tree.line(/^starts pid=(\d+)/);
		await tree.line(/^ready/);
		const reaper = await tree.reaperPid();
		const { endTree } =
			require('../../src/processes/tree.js') as typeof import('../../src/processes/tree.js');
		const root = { pid: Number(pid), start: identify(Number(pid)) ?? 0, leadsGroup: false };
		const found = await endTree(root, { terminate: 0, kill: 0, signal: AbortSignal.abort() });
		const pids = found.left.map((one) => one.pid);
		assert.deepEqual(pids.slice(0, 2), [Number(pid), Number(child)]);
		assert.ok(!pids.includes(reaper));
		const { left } = await endTree(root, { terminate: 0, kill: 20_000 });
		assert.deepEqual(left, []);
		await untilGone(reaper);
		await tree.end();
	});

	it('starts no other one, whatever it runs', async (t) => {
		const plan = { children: [{ command: SLEEP }] };
		// What starts it names itself as its supervisor.
		const script = [
			'start=$(cut -d" " -f22 /proc/$$/stat)',
			'export PARENT_WATCHDOG_REAPER=$$:$start',
			'exec "$@"',
		].join('\n');
		const tree = startSupervisor(t, plan, {}, { prefix: ['sh', '-c', script, 'sh'] });
		await tree.line(/^problem: ERR_PARENT_WATCHDOG_NO_REAPER/);
		await tree.line(/^reaper pid=undefined/);
		const [, child] = await tree.line(/^child pid=(\d+)/);
		await tree.killSupervisor();
		sendSignal(Number(child), 'SIGKILL');
		await tree.end();
	});
});
