/** The stop event: who sets it, who hears it, and whom it keeps alive. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fixture } from '../helpers/fixtures.js';
import { PRELOAD, start } from '../helpers/start.js';
import { createSupervisor, forkFixture, inTime } from '../helpers/supervised.js';

describe('the stop event', { concurrency: 2 }, () => {
	it('only tells: a child that does not obey goes on', async (t) => {
		const supervisor = createSupervisor(t);
		const obeying = forkFixture(t, supervisor, fixture('supervision/obeying'));
		const member = forkFixture(t, supervisor, fixture('supervision/member', { lived: 500 }));
		await Promise.all([obeying.line(/^ready/), member.line(/^ready/)]);
		supervisor.stopEvent.set();
		supervisor.stopEvent.set();
		assert.equal(await obeying.child.exited, 0);
		await member.line(/^lived on/);
		assert.equal(member.child.isAlive, true);
		assert.equal(member.lines.filter((line) => line === 'stop event').length, 1);
		// And another one can be started, which is told as well.
		const late = forkFixture(t, supervisor, fixture('supervision/obeying'));
		assert.deepEqual((await late.end()).slice(1), ['stop event: true']);
	});

	it('is not for a child to set, and says so', async (t) => {
		const supervisor = createSupervisor(t);
		const code = `
			const { stopEvent } = require('${require.resolve('parent-watchdog')}');
			try { stopEvent.set(); } catch ({ code, message }) { console.log(code, message); }
			console.log(stopEvent.isSet);
		`;
		for (const start of [
			() => supervisor.spawn(process.execPath, ['-e', code]).process,
			() => spawn(process.execPath, ['-e', code]),
		]) {
			let output = '';
			for await (const chunk of start().stdout ?? []) output += chunk;
			assert.match(
				output,
				/^ERR_PARENT_WATCHDOG_READ_ONLY stopEvent\.set\(\): only the supervisor/,
			);
			assert.match(output, /shutdown\(\)\nfalse\n$/);
		}
	});

	it('is set by the shutdown of the child itself, before its hooks', async (t) => {
		const member = fixture('supervision/member', { hasHook: true });
		const { child, line, end } = forkFixture(t, createSupervisor(t), member);
		await line(/^ready/);
		child.terminate();
		assert.deepEqual((await end()).slice(2), ['stop event', 'hook: signal by undefined']);
	});

	it('is set by a shutdown without any supervisor, and keeps the process alive till then', async (t) => {
		for (const execArgv of [[], PRELOAD]) {
			const tree = start(t, fixture('supervision/alone', { waits: true }), {}, { execArgv });
			await tree.line(/^waited in vain: false/);
			tree.kill('SIGTERM');
			const lines = await tree.end();
			assert.deepEqual(lines.slice(-2).sort(), ['in the hook: true', 'waited: true']);
			assert.equal((await tree.exit()).signal, 'SIGTERM');
		}
	});

	it('gives a child its time that looks at it only after it was told', async (t) => {
		// Told of the event when nothing looked at it; by the time of the stop something does.
		const supervisor = createSupervisor(t);
		const { child, line, root, lines } = forkFixture(
			t,
			supervisor,
			fixture('supervision/looking-late'),
		);
		await line(/^ready/);
		supervisor.stopEvent.set();
		await delay(300);
		root.send('look');
		await line(/^looks: true/);
		const { endedBy, exitCode } = await inTime(child.stop({ event: 600_000 }));
		assert.deepEqual([endedBy, exitCode], ['event', 0], lines.join('\n'));
	});
});

describe("the supervisor's own", () => {
	it('can be waited for as well', async (t) => {
		const { stopEvent } = createSupervisor(t);
		let aborts = 0;
		stopEvent.signal.addEventListener('abort', () => {
			aborts += 1;
		});
		assert.equal(stopEvent.isSet, false);
		assert.deepEqual(await Promise.all([stopEvent.wait(0), stopEvent.wait(20)]), [false, false]);
		const waits = [stopEvent.wait(), stopEvent.wait(1e12), stopEvent.wait(Infinity)];
		stopEvent.set();
		assert.deepEqual(await Promise.all(waits), [true, true, true]);
		assert.equal(await stopEvent.wait(0), true);
		stopEvent.set();
		assert.deepEqual([stopEvent.isSet, stopEvent.signal.aborted, aborts], [true, true, 1]);
	});

	it('can be waited for by many, as can be told by one signal that many stops are given up', async (t) => {
		const warnings: string[] = [];
		const listener = ({ message }: Error) => warnings.push(message);
		process.on('warning', listener);
		t.after(() => process.off('warning', listener));
		const supervisor = createSupervisor(t);
		const waits = Array.from({ length: 20 }, () => supervisor.stopEvent.wait());
		for (let count = 0; count < 20; count++) supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		await supervisor.stop({ signal: new AbortController().signal });
		await Promise.all(waits);
		await new Promise((next) => setImmediate(next));
		assert.deepEqual(warnings, []);
	});

	it('keeps no timer once it is set or the time is over', async (t) => {
		const countTimers = () =>
			process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
		const before = countTimers();
		const { stopEvent } = createSupervisor(t);
		const waits = [stopEvent.wait(), stopEvent.wait(60_000)];
		assert.equal(await stopEvent.wait(5), false);
		assert.equal(countTimers(), before + 2);
		stopEvent.set();
		await Promise.all(waits);
		assert.equal(countTimers(), before);
	});

	it('refuses what is no time', (t) => {
		const { stopEvent } = createSupervisor(t);
		for (const value of [-1, Number.NaN, '5', null]) {
			assert.throws(() => stopEvent.wait(value as number), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT',
			});
		}
	});

	it('is set by stop(), also without any children', async (t) => {
		const supervisor = createSupervisor(t);
		const { ok, children, warnings } = await supervisor.stop();
		assert.deepEqual([ok, children, warnings], [true, [], []]);
		assert.equal(supervisor.stopEvent.isSet, true);
	});
});
