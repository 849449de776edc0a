/** The guard line: what comes over it, and its end. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture } from '../helpers/fixtures.js';
import { start as startTest } from '../helpers/start.js';
import { createSupervisor, forkFixture, type SuperviseTestOptions } from '../helpers/supervised.js';

/** Behind the stdio of the test's children, and the lifeline. */
const GUARD_LINE = 6;
const ASK = { trace: true, timeout: 600_000 } as const;

describe('what is no message is ignored', () => {
	const hostile: Record<string, string | Buffer> = {
		garbage: Buffer.from(Array.from({ length: 5000 }, (_, index) => ((index * 7919) % 255) + 11)),
		'half a line': '{"type":"trace","id":',
		'wrong messages': '{"type":"trace"}\n{"type":"signalled","signal":"SIGKILL"}\n[]\nnull\n5\n',
		'a line without an end': 'x'.repeat(3_000_000),
	};
	for (const [name, bytes] of Object.entries(hostile)) {
		it(name, async (t) => {
			const { child, line } = await start(
				t,
				{},
				{ guard: true, variables: { PARENT_WATCHDOG_INTERVAL: '20' } },
			);
			line.write(bytes);
			line.write('\n');
			const { state, sent } = await child.interrupt(ASK);
			assert.deepEqual({ state, sent }, { state: 'idle', sent: true });
			assert.equal(await child.exited, -2);
		});
	}

	it('and where it goes on and on, nothing else is heard either', async (t) => {
		const { child, line } = await start(
			t,
			{},
			{ guard: true, variables: { PARENT_WATCHDOG_INTERVAL: '20' } },
		);
		line.write('{"type":"nothing"}\n'.repeat(100_000));
		const found = await child.interrupt({ trace: true, timeout: 2000 });
		// The main thread has answered, its guard has not.
		assert.deepEqual([found.state, found.stack], ['idle', undefined]);
		assert.equal(await child.exited, -2);
	});
});

it('its end is not the end of the child, and keeps no processor busy', async (t) => {
	const variables = { PARENT_WATCHDOG_INTERVAL: '50' };
	const { child, line, tree } = await start(t, { hasHook: true }, { guard: true, variables });
	line.destroy();
	const before = readTicks(child.pid as number);
	assert.equal(await child.join(1500), false);
	// 150 would be all of it; a guard that does nothing but wait needs one or two.
	const ticks = readTicks(child.pid as number) - before;
	assert.ok(ticks < 50, `${ticks} ticks of processor time`);
	// The main thread answers; its guard cannot.
	const { state } = await child.interrupt({ trace: true, timeout: 500 });
	assert.equal(state, 'idle');
	assert.deepEqual((await tree.end()).slice(2), ['hook: signal SIGINT', 'hook ended']);
});

it('does not keep a child that has nothing to do', async (t) => {
	const { child, tree } = await start(t, { does: 'natural end', delay: 0 });
	assert.equal(await child.exited, 0);
	assert.equal(tree.output.stderr, '');
});

it('is no resource of the program', async (t) => {
	const { child } = await start(t);
	const guarded = await child.interrupt(ASK);
	const other = await start(t, {}, { guard: false });
	const { resources } = await other.child.interrupt(ASK);
	assert.deepEqual(guarded.resources, resources);
});

describe('when the supervisor is killed', () => {
	for (const does of ['nothing', 'calm loop', 'execSync'] as const) {
		it(`a child that does ${does} runs its hooks and is gone`, async (t) => {
			const children = [fixture('supervision/busy', { does, hasHook: true })];
			const options = { guard: true };
			const tree = startTest(t, fixture('supervision/supervising', { children, options }));
			await tree.line(/^busy/);
			tree.kill('SIGKILL');
			const lines = await tree.end();
			const told = lines.filter((line) => !/^(ready|busy)/.test(line));
			assert.deepEqual(told, ['hook: parent-gone undefined', 'hook ended', 'exit 129']);
		});
	}
});

async function start(
	t: TestContext,
	busy: Partial<FixtureOptions['supervision/busy']> = {},
	options: SuperviseTestOptions = { guard: true },
) {
	const program = fixture('supervision/busy', { does: 'nothing', ...busy });
	const tree = forkFixture(t, createSupervisor(t), program, options);
	await tree.line(/^busy/);
	const { child } = tree;
	return { tree, child, line: child.process.stdio[GUARD_LINE as 4] as unknown as Socket };
}

/** Fields 14 and 15 of proc_pid_stat(5), in ticks of 10 ms. */
function readTicks(pid: number): number {
	const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
		.replace(/^.*\) /, '')
		.split(' ');
	return Number(fields[11]) + Number(fields[12]);
}
