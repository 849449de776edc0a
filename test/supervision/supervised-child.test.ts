/** What can be asked of a child, and done to it, before, during and after its life. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { SupervisedChild } from 'parent-watchdog/supervisor';
import { createFolder, ending } from '../helpers/ending.js';
import { WITH_FEW_DESCRIPTORS, withoutPrlimit } from '../helpers/exhaustion.js';
import { fixture } from '../helpers/fixtures.js';
import { AS_PID_1, withoutUnshare } from '../helpers/isolation.js';
import { start } from '../helpers/start.js';
import { createSupervisor, forkFixture, spawnProgram } from '../helpers/supervised.js';

describe('a supervised child', { concurrency: 2 }, () => {
	it('says how it does', async (t) => {
		const supervisor = createSupervisor(t);
		const { child, line } = forkFixture(t, supervisor, fixture('supervision/hearing'));
		assert.equal(child.name, 'hearing.js');
		assert.equal(child.pid, child.process.pid);
		assert.deepEqual([child.isAlive, child.exitCode], [true, null]);
		assert.deepEqual(supervisor.children, [child]);
		const [, pid] = await line(/^ready pid=(\d+)/);
		assert.equal(Number(pid), child.pid);
		assert.equal(child.kill(), true);
		assert.equal(await child.exited, -9);
		assert.deepEqual([child.isAlive, child.exitCode], [false, -9]);
		assert.deepEqual(supervisor.children, []);
	});

	for (const [way, code] of Object.entries({ interrupt: -2, terminate: -15, kill: -9 } as const)) {
		it(`${way}() says whether it was sent`, async (t) => {
			const { child, line } = forkFixture(t, createSupervisor(t), fixture('supervision/hearing'));
			await line(/^ready/);
			const act = (one: SupervisedChild) => one[way as 'kill']();
			assert.equal(act(child), true);
			act(child);
			assert.equal(await child.exited, code);
			assert.deepEqual([act(child), act(child)], [false, false]);
			assert.equal(child.exitCode, code);
		});
	}

	it('interrupt() and terminate() run the hooks', async (t) => {
		const supervisor = createSupervisor(t);
		const signals = { interrupt: 'SIGINT', terminate: 'SIGTERM' } as const;
		for (const [way, signal] of Object.entries(signals)) {
			const { child, line, end } = forkFixture(t, supervisor, fixture('child'));
			await line(/^ready/);
			child[way as keyof typeof signals]();
			assert.deepEqual((await end()).slice(1), [`hook started: signal by ${signal}`, 'hook ended']);
		}
	});

	it('that is stopped (SIGSTOP) is terminated all the same', async (t) => {
		const { child, line, end } = forkFixture(t, createSupervisor(t), fixture('child'));
		await line(/^ready/);
		child.process.kill('SIGSTOP');
		assert.equal(child.terminate(), true);
		assert.ok((await end()).includes('hook ended'));
	});
});

describe('join()', { concurrency: 2 }, () => {
	it('tells whether the child has ended by then', async (t) => {
		const { child, line } = forkFixture(t, createSupervisor(t), fixture('supervision/hearing'));
		assert.equal(await child.join(0), false);
		assert.equal(await child.join(20), false);
		await line(/^ready/);
		// Longer than the longest timer.
		const joins = [child.join(), child.join(60_000), child.join(1e12), child.join(Infinity)];
		let isSettled = false;
		void Promise.race(joins).then(() => {
			isSettled = true;
		});
		assert.equal(await child.join(50), false);
		assert.equal(isSettled, false);
		child.kill();
		assert.deepEqual(await Promise.all(joins), [true, true, true, true]);
		assert.deepEqual(await Promise.all([child.join(), child.join(0)]), [true, true]);
	});

	it('refuses what is no time', async (t) => {
		const { child } = spawnProgram(t, createSupervisor(t), ['true']);
		for (const value of [-1, Number.NaN, '5', null]) {
			assert.throws(() => child.join(value as number), {
				name: 'TypeError',
				code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT',
			});
		}
		await child.exited;
	});
});

it('join() keeps no timer once the child has ended', async (t) => {
	const countTimers = () =>
		process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
	const before = countTimers();
	const child = createSupervisor(t).spawn('true', { stdio: 'ignore' });
	await Promise.all([child.join(60_000), child.exited]);
	assert.equal(countTimers(), before);
});

describe('a child that cannot be started', () => {
	const cases: Record<string, (folder: string) => string> = {
		ENOENT: (folder) => join(folder, 'nothing'),
		EACCES: (folder) => {
			const path = join(folder, 'not-executable');
			writeFileSync(path, '#!/bin/sh\n');
			return path;
		},
	};
	for (const [code, create] of Object.entries(cases)) {
		it(`has its error: ${code}`, async (t) => {
			const supervisor = createSupervisor(t);
			const child = supervisor.spawn(create(createFolder(t)));
			const failed = assert.rejects(child.exited, { code });
			assert.deepEqual([child.pid, child.isAlive, child.exitCode], [undefined, false, null]);
			assert.deepEqual(supervisor.children, []);
			const { endedBy, exitCode, pid } = await child.stop();
			assert.deepEqual(
				{ endedBy, exitCode, pid },
				{ endedBy: 'itself', exitCode: null, pid: undefined },
			);
			assert.deepEqual([child.interrupt(), child.terminate(), child.kill()], [false, false, false]);
			assert.equal(await child.join(), true);
			assert.equal(await child.join(10), true);
			await failed;
			const report = await supervisor.stop();
			const [told] = report.children;
			assert.deepEqual([report.ok, report.children.length, told?.pid], [true, 1, undefined]);
			assert.match(told?.warning ?? '', new RegExp(`could not be started: .*${code}`));
		});
	}

	for (const [listens, ...heard] of [
		['nobody'],
		['to the error', "'error': ENOENT"],
		['to exited', 'exited: ENOENT'],
		['joins', 'joined: true'],
		['stops'],
	] as const) {
		it(`never crashes its parent, and is told to who listens: ${listens}`, async (t) => {
			const tree = start(t, fixture('supervision/failing-to-start', { listens }));
			const { lines, stderr } = await ending(tree);
			assert.deepEqual(lines, [...heard, 'exit 0']);
			assert.equal(stderr, '');
		});
	}
});

describe('a child for which no descriptor is left', { skip: withoutPrlimit }, () => {
	for (const [listens, ...heard] of [
		['to exited', 'exited: EMFILE'],
		['to the error', "'error': EMFILE"],
		['nobody'],
	] as const) {
		it(`is one that could not be started: ${listens}`, async (t) => {
			const failing = fixture('supervision/failing-to-start', { listens, lacksDescriptors: true });
			const tree = start(t, failing, {}, { prefix: WITH_FEW_DESCRIPTORS });
			const { lines, stderr } = await ending(tree);
			assert.deepEqual(lines, [...heard, 'exit 0'], stderr);
		});
	}
});

describe('an error of a child that runs', () => {
	it('is as uncaught as without a supervisor', async (t) => {
		const tree = start(t, fixture('supervision/failing-later'));
		const { code, stderr } = await ending(tree);
		assert.match(stderr, /ABORT_ERR/);
		assert.equal(code, 1);
	});
});

describe('a child that was reaped in the same turn as another', { skip: withoutUnshare }, () => {
	it('is not signalled any more, and neither is who has its pid by now', async (t) => {
		const tree = start(t, fixture('supervision/reaped-together'), {}, { prefix: AS_PID_1 });
		assert.deepEqual(await tree.end(), [
			'the second counts as alive',
			'its pid has been reused',
			'sent: false,false,false',
			'unharmed',
			'the second has ended: SIGKILL',
		]);
	});
});
