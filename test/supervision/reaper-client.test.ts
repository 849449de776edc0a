/** A supervisor is killed, at any time: nobody and nothing is left. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Tracked } from '../fixtures/supervision/netted.js';
import { createFolder } from '../helpers/ending.js';
import { isLong } from '../helpers/extent.js';
import { fixture } from '../helpers/fixtures.js';
import { findReapers, KINDS, startNetted } from '../helpers/netted.js';
import { withoutPython } from '../helpers/python.js';
import { sendSignal } from '../helpers/send-signal.js';
import { inTurns } from '../helpers/start.js';
import { createSupervisor, forkFixture } from '../helpers/supervised.js';
import { withDeadline } from '../helpers/tree.js';
import { isGone, until, untilFound, untilGone } from '../helpers/until.js';

const delay = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** Those that are there once all children have started. */
const COUNT = KINDS.length + 1;
const THERE = /^(ready|child|escaped) pid/;

describe('a killed supervisor leaves nobody', { skip: withoutPython, concurrency: 2 }, () => {
	it('of all kinds of children, and those that watch run their hooks', async (t) => {
		const tree = startNetted(t, KINDS);
		await tree.times(THERE, COUNT);
		await tree.signalSupervisor('SIGKILL');
		const lines = await tree.end();
		assert.equal(lines.filter((line) => line === 'hook ended').length, 2, lines.join('\n'));
		assert.equal(lines.filter((line) => line === 'deaf').length, 1, lines.join('\n'));
		assert.equal(lines.filter((line) => line === 'told').length, 1, lines.join('\n'));
	});

	it('killed at any moment', async (t) => {
		const delays = (isLong ? [0, 0.5, 1, 1.5, 2] : [0.5, 1.5]).map(
			(part) => (part + Math.random()) * 70,
		);
		await inTurns(delays, 2, async (ms) => {
			t.diagnostic(`killed after ${ms} ms`);
			const tree = startNetted(t, KINDS);
			await tree.line(/^starts/);
			await delay(ms);
			await tree.signalSupervisor('SIGKILL');
			await tree.end();
		});
	});

	it('killed right after the start of a child', async (t) => {
		const kinds = ['sleep', 'node that ignores SIGTERM', 'escaping'] as const;
		await inTurns(kinds, 2, async (kind) => {
			await startNetted(t, ['watching', kind], { killedAfter: 1 }).end();
		});
	});

	it('killed in the middle of its own stop', async (t) => {
		const delays = (isLong ? [0, 1] : [Math.random()]).map((part) => (part + Math.random()) * 350);
		await inTurns(delays, 2, async (ms) => {
			t.diagnostic(`killed ${ms} ms after it was told to stop`);
			const tree = startNetted(t, KINDS);
			await tree.line(/^ready$/);
			await tree.times(THERE, COUNT);
			tree.order('stop');
			await delay(ms);
			await tree.signalSupervisor('SIGKILL');
			await tree.end();
		});
	});

	// It has 2.5 s after SIGTERM; that is when the signal has to come.
	for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
		it(`by ${signal} while it stops a tree whose root has ended`, async (t) => {
			const options = { stop: { terminate: 2500 } };
			const tree = startNetted(t, ['deaf behind a shell'], { options });
			await tree.line(/^ready$/);
			await tree.line(/^child/);
			tree.order('stop');
			await tree.line(/^ended/);
			await tree.signalSupervisor(signal);
			await tree.end();
		});
	}

	for (const how of ['exit', 'SIGKILL'] as const) {
		it(`by ${how} after SIGTERM went out, and no second one follows`, async (t) => {
			const options = { stop: { terminate: 10_000 } };
			const tree = startNetted(t, ['slow without preload'], { options });
			await tree.line(/^ready$/);
			await tree.line(/^ready pid/);
			tree.order(how === 'exit' ? 'exit' : 'stop');
			await tree.line(/^hook started: signal/);
			if (how === 'SIGKILL') await tree.signalSupervisor('SIGKILL');
			assert.ok((await tree.end()).includes('hook ended'), tree.lines.join('\n'));
		});
	}

	it('of those that watch, and are stopped (SIGSTOP)', async (t) => {
		const tree = startNetted(t, ['watching', 'sleep']);
		const [, pid] = await tree.line(/^ready pid=(\d+)/);
		await tree.line(/^child/);
		sendSignal(Number(pid), 'SIGSTOP');
		await tree.signalSupervisor('SIGKILL');
		await tree.end();
	});

	for (const order of ['exit', 'end naturally'] as const) {
		it(`neither does one that is told to ${order}`, async (t) => {
			const isExit = order === 'exit';
			const tree = startNetted(t, isExit ? ['sleep', 'watching'] : ['that ends by itself']);
			await tree.line(/^ready$/);
			tree.order(order);
			await tree.end();
		});
	}
});

describe('the reaper of a supervisor', () => {
	const reapers = () => findReapers(process.pid);

	it('is not there while all children watch', async (t) => {
		const { line } = forkFixture(t, createSupervisor(t), fixture('supervision/obeying'));
		await line(/^ready/);
		assert.deepEqual(reapers(), []);
	});

	it('is one, and ends at once with the stop', async (t) => {
		const supervisor = createSupervisor(t);
		for (let count = 0; count < 3; count++) supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		const [reaper = 0, ...others] = reapers();
		assert.ok(reaper > 0);
		assert.deepEqual(others, []);
		await supervisor.stop();
		assert.ok(isGone(reaper));
	});

	it('is one for each supervisor', async (t) => {
		const supervisors = [1, 2].map(() => createSupervisor(t));
		for (const one of supervisors) one.spawn('sleep', ['60'], { stdio: 'ignore' });
		assert.equal(reapers().length, 2);
		await Promise.all(supervisors.map((one) => one.stop()));
		assert.deepEqual(reapers(), []);
	});

	it('is there for children that watch with reaper: true', async (t) => {
		const supervisor = createSupervisor(t, { reaper: true });
		const { line } = forkFixture(t, supervisor, fixture('supervision/obeying'));
		assert.equal(reapers().length, 1);
		await line(/^ready/);
		await supervisor.stop();
		assert.deepEqual(reapers(), []);
	});

	it('is not there with reaper: false', async (t) => {
		const supervisor = createSupervisor(t, { reaper: false });
		supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		assert.deepEqual(reapers(), []);
		await supervisor.stop();
	});
});

describe('track()', { skip: withoutPython }, () => {
	/** A folder with a file in it, a file, one that is there later, and one that is released. */
	async function track(t: TestContext, end: 'kill' | 'exit' | 'stop' | 'end naturally') {
		const folder = realpathSync(createFolder(t));
		const [inner, file] = [join(folder, 'inner'), join(folder, 'file')];
		const [later, released] = [join(folder, 'later'), join(folder, 'released')];
		mkdirSync(inner);
		for (const path of [join(inner, 'file'), file, released]) writeFileSync(path, '');
		const tracked: Tracked[] = [
			{ path: inner },
			{ path: file },
			{ path: later, kind: 'file' },
			{ path: released, isReleased: true },
		];
		const tree = startNetted(t, [], { tracked });
		await tree.line(/^ready$/);
		writeFileSync(later, '');
		if (end === 'kill') await tree.signalSupervisor('SIGKILL');
		else tree.order(end);
		if (end === 'stop') {
			await tree.line(/^stopped: true, leaked 3/);
			for (const { path } of tracked) assert.ok(existsSync(path), path);
			tree.order('exit');
		}
		const lines = await tree.end();
		assert.ok(lines.includes('released: true, then false'), lines.join('\n'));
		return tracked.filter(({ path }) => existsSync(path)).map(({ path }) => path === released);
	}

	for (const end of ['kill', 'exit', 'stop', 'end naturally'] as const) {
		it(`has removed by the reaper what was not released: ${end}`, async (t) => {
			assert.deepEqual(await track(t, end), [true]);
		});
	}

	it('is told as leaked by a stop, as long as it is', async (t) => {
		const supervisor = createSupervisor(t);
		const file = join(realpathSync(createFolder(t)), 'file');
		writeFileSync(file, '');
		const release = supervisor.track(file);
		const { ok, leaked, warnings } = await supervisor.stop();
		assert.deepEqual([ok, leaked], [true, [file]]);
		assert.deepEqual(warnings, [`${file} is still tracked, and will be removed`]);
		const reaper = await untilFound('a reaper', () => findReapers(process.pid)[0]);
		assert.equal(release(), true);
		await untilGone(reaper);
	});

	it('outlives the end of one reaper, and says so when the second ends as well', async (t) => {
		const supervisor = createSupervisor(t);
		const folder = realpathSync(createFolder(t));
		const file = join(folder, 'file');
		writeFileSync(file, '');
		const release = supervisor.track(file);
		const first = await untilFound('a reaper', () => findReapers(process.pid)[0]);
		sendSignal(first, 'SIGKILL');
		const second = await untilFound('a second one', () => {
			return findReapers(process.pid).find((pid) => pid !== first);
		});
		const warned = once(process, 'warning');
		sendSignal(second, 'SIGKILL');
		const [warning] = await withDeadline(warned, 20_000, () => 'nobody was warned');
		assert.equal(warning.code, 'ERR_PARENT_WATCHDOG_NO_REAPER');
		assert.match(warning.message, /it ended \(SIGKILL\)/);
		const without = { code: 'ERR_PARENT_WATCHDOG_NO_REAPER' };
		assert.throws(() => supervisor.track(file), without);
		assert.equal(release(), true);
	});

	it('has removed by the second reaper what the first was told of', async (t) => {
		const file = join(realpathSync(createFolder(t)), 'file');
		writeFileSync(file, '');
		const tree = startNetted(t, [], { tracked: [{ path: file }] });
		const [, pid] = await tree.line(/^starts pid=(\d+)/);
		await tree.line(/^ready$/);
		const first = await untilFound('a reaper', () => findReapers(Number(pid))[0]);
		sendSignal(first, 'SIGKILL');
		await until('there is a second one', () => {
			return findReapers(Number(pid)).some((reaper) => reaper !== first);
		});
		// Its environment is seen before it is told anything; an answer of the supervisor comes later.
		tree.order('stop');
		await tree.line(/^stopped/);
		await tree.signalSupervisor('SIGKILL');
		await tree.end();
		assert.ok(!existsSync(file));
	});

	it('refuses a wrong option', (t) => {
		const supervisor = createSupervisor(t);
		const argument = { code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', name: 'TypeError' };
		for (const options of [null, { kind: 'pipe' }, { within: '/tmp' }, { replaceable: 1 }]) {
			assert.throws(() => supervisor.track('/tmp/x', options as never), argument);
		}
	});

	it('goes on after a stop', async (t) => {
		const supervisor = createSupervisor(t);
		const file = join(realpathSync(createFolder(t)), 'file');
		writeFileSync(file, '');
		supervisor.spawn('true', { stdio: 'ignore' });
		await supervisor.stop();
		assert.deepEqual(findReapers(process.pid), []);
		const release = supervisor.track(file);
		const reaper = await untilFound('a reaper', () => findReapers(process.pid)[0]);
		assert.ok(reaper > 0);
		assert.equal(release(), true);
		await untilGone(reaper);
	});

	// With reaper: false nothing could be removed, whatever came through.
	it('refuses what is not safe, and everything without a reaper', (t) => {
		const supervisor = createSupervisor(t, { reaper: false });
		const folder = realpathSync(createFolder(t));
		const within = [join(folder, 'within')];
		mkdirSync(join(folder, 'within'));
		symlinkSync('within', join(folder, 'link'));
		const unsafe = { code: 'ERR_PARENT_WATCHDOG_UNSAFE_PATH', name: 'ParentWatchdogError' };
		for (const path of [join(folder, 'link'), join(folder, 'none'), join(folder, 'no', 'file')])
			assert.throws(() => supervisor.track(path), unsafe);
		assert.throws(() => supervisor.track(folder, { within }), unsafe);
		assert.throws(() => supervisor.track(within[0] as string, { within }), unsafe);
		const argument = { code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', name: 'TypeError' };
		assert.throws(() => supervisor.track(''), argument);
		const without = { code: 'ERR_PARENT_WATCHDOG_NO_REAPER', name: 'ParentWatchdogError' };
		assert.throws(() => supervisor.track(join(folder, 'within')), without);
	});
});
