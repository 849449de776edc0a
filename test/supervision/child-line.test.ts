/** The lifeline as a supervisor has it: children that say nonsense, or do not read. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { SupervisedChild } from 'parent-watchdog/supervisor';
import { fixture } from '../helpers/fixtures.js';
import { forkSharing } from '../helpers/sharing.js';
import { createSupervisor, forkFixture, inTime } from '../helpers/supervised.js';
import { withDeadline } from '../helpers/tree.js';

describe('a child that says nonsense', { concurrency: 3 }, () => {
	const cases: Record<string, [input: string | Buffer, problems: RegExp[], times?: number]> = {
		text: ['garbage\n', [/^no message: "garbage"$/]],
		'bytes that are no text': [
			Buffer.from([...Array.from({ length: 256 }, (_, byte) => byte), 10]),
			[/^no message/, /^no message/],
		],
		'a line that is too long': [`${'x'.repeat(8_000_000)}\n`, [/^a line that is too long: "xxx/]],
		'no objects': ['null\n5\n"hello"\n[]\n{}\n', Array(5).fill(/^no message/)],
		'unknown messages': [
			'{"type":"explode"}\n{"type":"__proto__"}\n',
			Array(2).fill(/^no message/),
		],
		'messages of a supervisor': ['{"type":"stop"}\n{"type":"terminate"}\n', Array(2).fill(/^no/)],
		'wrong types': [
			'{"type":"hello","pid":"1"}\n{"type":"heard","stop":1}\n{"type":"request"}\n' +
				'{"type":"request","id":1,"change":"set","key":"a"}\n{"type":"request","id":1.5}\n' +
				'{"type":"trace","id":1,"resources":[1]}\n',
			Array(6).fill(/^no message/),
		],
		'a set that is no JSON': ['{"type":"request","id":2,"change":"set","key":"a"}\t{bad\n', []],
		'a key that no map takes': [
			`{"type":"request","id":2,"change":"set","key":"${'k'.repeat(2000)}"}\t1\n`,
			[],
		],
		'what nobody has asked for': ['{"type":"trace","id":9,"resources":[]}\n', []],
		'the same again and again': ['{"type":"heard","stop":false}\n', [], 20_000],
	};
	for (const [name, [input, expected, times = 1]] of Object.entries(cases)) {
		it(`is ignored, and heard again: ${name}`, async (t) => {
			const supervisor = createSupervisor(t);
			const { child, line, root } = forkFixture(
				t,
				supervisor,
				fixture('supervision/hostile-member'),
				{
					preload: false,
				},
			);
			await line(/^ready/);
			const problems = listenToProblems(t, child);
			const changed = once(supervisor.shared, 'change');
			send(root, input, times);
			send(root, '{"type":"request","id":1,"change":"set","key":"heard"}\t1\n');
			const [key] = await withDeadline(changed, 20_000, () => `${name}: ${problems}`);
			assert.equal(key, 'heard');
			assert.equal(supervisor.shared.size, 1);
			assert.equal(problems.length, expected.length, JSON.stringify(problems).slice(0, 500));
			for (const [index, problem] of problems.entries())
				assert.match(problem, expected[index] as RegExp);
			assert.equal(child.isAlive, true);
		});
	}

	it('again and again is warned of once, and not listened to any more', async (t) => {
		const warnings: string[] = [];
		const listener = (warning: Error) => warnings.push(String(warning));
		process.on('warning', listener);
		t.after(() => process.off('warning', listener));
		const supervisor = createSupervisor(t);
		const { child, line, root } = forkFixture(
			t,
			supervisor,
			fixture('supervision/hostile-member'),
			{ preload: false },
		);
		await line(/^ready/);
		const problems = listenToProblems(t, child);
		const closed = once(lineOf(child), 'close');
		send(root, 'x\n', 20_000);
		await withDeadline(closed, 20_000, () => `${problems}`);
		assert.equal(problems.length, 10);
		assert.equal(warnings.length, 1);
		assert.match(warnings[0] ?? '', /lifeline of pid \d+: 10 lines were no message.* "x"$/);
		// It cannot be told of the event, so it is not given time for that.
		const { endedBy } = await inTime(child.stop({ event: 600_000 }));
		assert.equal(endedBy, 'terminate');
	});
});

function send(root: ChildProcess, bytes: string | Buffer, times = 1): void {
	root.send({ base64: Buffer.from(bytes).toString('base64'), times });
}

/** Of a fixture, after its stdio, its record and its channel. */
const LIFELINE = 5;

/** What may wait, and a state of the map, in bytes. */
const LIMIT = 300 * 1024;

describe('a child that does not read', { concurrency: 2 }, () => {
	it('is told the state once it reads again, and fills no memory until then', async (t) => {
		const supervisor = createSupervisor(t);
		const { shared } = supervisor;
		const { child, see } = await forkSharing(t, supervisor);
		await see();
		child.process.kill('SIGSTOP');
		// 50 MB
		for (let count = 0; count < 5000; count++)
			shared.set(`key ${count % 10}`, count + 'x'.repeat(10_000));
		shared.delete('key 3');
		assert.ok(bytesWaiting(child) > 0, 'it is behind');
		assert.ok(bytesWaiting(child) < LIMIT, `${bytesWaiting(child)} bytes wait`);
		child.process.kill('SIGCONT');
		assert.deepEqual(await see(), [...shared]);
		// And from then on all changes.
		shared.set('after', 1);
		assert.deepEqual(await see(), [...shared]);
	});

	it('is listened to no more while it asks and asks', async (t) => {
		const supervisor = createSupervisor(t);
		const { child, line, root } = forkFixture(
			t,
			supervisor,
			fixture('supervision/hostile-member'),
			{ preload: false },
		);
		await line(/^ready/);
		const request = `{"type":"request","id":1,"change":"set","key":"k"}\t"${'x'.repeat(1000)}"\n`;
		send(root, `{"type":"hello","pid":1}\n${request.repeat(100)}`, 300);
		// All of it would be 30 MB of changes alone.
		await withDeadline(once(lineOf(child), 'pause'), 20_000, () => {
			return `${bytesWaiting(child)} bytes wait`;
		});
		assert.ok(bytesWaiting(child) < LIMIT, `${bytesWaiting(child)} bytes wait`);
		assert.equal((await child.stop({ event: 0 })).endedBy, 'terminate');
	});

	it('and does not watch is told nothing, so that nothing waits', async (t) => {
		const supervisor = createSupervisor(t);
		const child = supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		for (let count = 0; count < 1000; count++)
			supervisor.shared.set('k', count + 'x'.repeat(10_000));
		assert.equal(bytesWaiting(child), 0);
		child.kill();
		await child.exited;
	});

	it('and has ended is told nothing', async (t) => {
		const supervisor = createSupervisor(t);
		const { child, see } = await forkSharing(t, supervisor);
		await see();
		child.process.kill('SIGKILL');
		for (let count = 0; count < 1000; count++)
			supervisor.shared.set('k', count + 'x'.repeat(10_000));
		await child.exited;
		supervisor.shared.set('k', 'after');
		assert.equal(await child.join(), true);
	});
});

it('what a child has said before its end is heard', async (t) => {
	const supervisor = createSupervisor(t);
	const code = `
		const { shared } = require('${require.resolve('parent-watchdog')}');
		for (let count = 0; count < 20; count++) void shared.set('result ' + count, 'x'.repeat(1000));
		process.exit(7);
	`;
	const child = supervisor.spawn(process.execPath, ['-e', code], { stdio: 'ignore' });
	assert.equal(await child.exited, 7);
	assert.equal(supervisor.shared.size, 20);
});

function lineOf({ process: child }: SupervisedChild): Socket {
	const { stdio } = child;
	// A fixture may have a guard line after it.
	return (stdio.length > LIFELINE ? stdio[LIFELINE as 4] : stdio.at(-1)) as unknown as Socket;
}

function bytesWaiting(child: SupervisedChild): number {
	return lineOf(child).writableLength;
}

function listenToProblems(t: TestContext, child: SupervisedChild): string[] {
	const problems: string[] = [];
	const listener = (message: unknown) => {
		const { pid, problem } = message as { pid: number; problem: string };
		if (pid === child.pid) problems.push(problem);
	};
	subscribe('parent-watchdog:lifeline', listener);
	t.after(() => unsubscribe('parent-watchdog:lifeline', listener));
	return problems;
}
