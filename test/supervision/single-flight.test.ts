/** Stops that meet each other, and stops that are given up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../helpers/fixtures.js';
import { createSupervisor, forkFixture, spawnProgram } from '../helpers/supervised.js';

/** It hears SIGTERM, and goes on. */
const DEAF = fixture('supervision/hearing', { hears: ['SIGTERM'] });
const AGES = 600_000;

describe('a stop that is given up', { concurrency: 2 }, () => {
	it('leaves the child as it is, and can be tried again', async (t) => {
		const supervised = forkFixture(t, createSupervisor(t), DEAF);
		const { child } = supervised;
		await supervised.line(/^ready/);
		const controller = new AbortController();
		const stop = child.stop({ terminate: AGES, signal: controller.signal });
		await supervised.line(/^SIGTERM/);
		const reason = new Error('on second thoughts');
		controller.abort(reason);
		await assert.rejects(stop, reason);
		assert.equal(child.isAlive, true);
		const report = await child.stop({ terminate: 100 });
		assert.equal(report.endedBy, 'kill');
		assert.deepEqual((await supervised.end()).slice(1), ['SIGTERM', 'SIGTERM']);
	});

	it('before it begins does nothing', async (t) => {
		const supervisor = createSupervisor(t);
		const supervised = forkFixture(t, supervisor, fixture('supervision/hearing', { looks: true }));
		await supervised.line(/^ready/);
		const options = { signal: AbortSignal.abort('never mind') };
		for (const one of [supervised.child, supervisor]) {
			const reason = await one.stop(options).catch((error: unknown) => error);
			assert.equal(reason, 'never mind');
		}
		assert.equal(supervisor.stopEvent.isSet, false);
		supervised.child.kill();
		assert.deepEqual((await supervised.end()).slice(1), []);
	});

	it('of all children leaves them, and can be tried again', async (t) => {
		const supervisor = createSupervisor(t);
		const children = [1, 2].map(() => forkFixture(t, supervisor, DEAF));
		for (const { line } of children) await line(/^ready/);
		const controller = new AbortController();
		const stop = supervisor.stop({ terminate: AGES, signal: controller.signal });
		for (const { line } of children) await line(/^SIGTERM/);
		controller.abort();
		await assert.rejects(stop, { name: 'AbortError' });
		assert.equal(supervisor.children.length, 2);
		const report = await supervisor.stop({ terminate: 50 });
		assert.deepEqual(
			report.children.map(({ endedBy }) => endedBy),
			['kill', 'kill'],
		);
		assert.equal(report.warnings.length, 2);
		assert.equal(report.ok, true);
	});

	for (const who of ['the child', 'all'] as const) {
		it(`costs a stop of all that joined the one of ${who} nothing`, async (t) => {
			const supervisor = createSupervisor(t);
			const supervised = forkFixture(t, supervisor, DEAF);
			await supervised.line(/^ready/);
			const controller = new AbortController();
			const options = { terminate: AGES, signal: controller.signal };
			const first = (who === 'all' ? supervisor : supervised.child).stop(options);
			const given = assert.rejects(first, { name: 'AbortError' });
			await supervised.line(/^SIGTERM/);
			const second = supervisor.stop({ terminate: 50 });
			controller.abort();
			await given;
			assert.equal((await second).children[0]?.endedBy, 'kill');
		});
	}

	it('can be one that joined another', async (t) => {
		const supervised = forkFixture(t, createSupervisor(t), DEAF);
		await supervised.line(/^ready/);
		const { child } = supervised;
		const first = child.stop({ terminate: AGES });
		await supervised.line(/^SIGTERM/);
		const controller = new AbortController();
		const second = child.stop({ signal: controller.signal });
		controller.abort();
		await assert.rejects(second, { name: 'AbortError' });
		assert.equal(child.isAlive, true);
		child.kill();
		assert.equal((await first).endedBy, 'kill');
	});
});

describe('the signal of a stop', () => {
	it('may be one for many children and what they have started, without a warning', async (t) => {
		const supervisor = createSupervisor(t);
		const warnings: Error[] = [];
		const onWarning = (warning: Error) => warnings.push(warning);
		process.on('warning', onWarning);
		t.after(() => process.off('warning', onWarning));
		const command = ['sh', '-c', 'trap "" TERM; sleep 60 & echo ready >&3; wait'] as const;
		const many = Array.from({ length: 12 }, () => spawnProgram(t, supervisor, command));
		for (const { line } of many) await line(/^ready/);
		const { signal } = new AbortController();
		const report = await supervisor.stop({ tree: true, terminate: 100, signal });
		assert.equal(report.ok, true);
		assert.deepEqual(warnings, []);
	});
});

describe('stops that meet', { concurrency: 2 }, () => {
	it('are one', async (t) => {
		const supervisor = createSupervisor(t);
		const hearing = fixture('supervision/hearing', { hears: ['SIGTERM'], endsBy: 'SIGTERM' });
		const supervised = forkFixture(t, supervisor, hearing);
		await supervised.line(/^ready/);
		const [child, again, all, once, twice] = await Promise.all([
			supervised.child.stop(),
			supervised.child.stop({ terminate: 1 }),
			supervisor.stop(),
			supervisor.stop({ terminate: 1 }),
			supervisor[Symbol.asyncDispose](),
		]);
		assert.equal(child, again);
		assert.equal(all, once);
		assert.deepEqual(all.children, [child]);
		assert.equal(twice, undefined);
		assert.equal(child.endedBy, 'terminate');
		assert.equal(await supervisor.stop(), all, 'also afterwards');
		assert.deepEqual((await supervised.end()).slice(1), ['SIGTERM']);
	});

	it('after the end find it ended by itself', async (t) => {
		const supervised = forkFixture(t, createSupervisor(t), fixture('supervision/hearing'));
		const { child } = supervised;
		await supervised.line(/^ready/);
		child.interrupt();
		await child.exited;
		for (const report of [await child.stop(), await child.stop({ terminate: 5 })]) {
			const { endedBy, exitCode, warning } = report;
			assert.deepEqual(
				{ endedBy, exitCode, warning },
				{ endedBy: 'itself', exitCode: -2, warning: undefined },
			);
		}
	});
});
