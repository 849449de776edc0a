/** The lifeline as a supervisor has it: children that say nonsense, or do not read. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { SupervisedChild } from 'parent-watchdog/supervisor';
import { MAX_LINE } from '../../src/protocol/lines.js';
import { forkSharing } from '../helpers/sharing.js';
import { createSupervisor, forkFixture } from '../helpers/supervised.js';
import { withDeadline } from '../helpers/tree.js';

describe('a child that says nonsense', () => {
	const cases: Record<string, [input: string | Buffer, problems: RegExp[], times?: number]> = {
		text: ['garbage\n', [/^no message: "garbage"$/]],
		'bytes that are no text': [
			Buffer.from([...Array.from({ length: 256 }, (_, byte) => byte), 10]),
			[/^no message/, /^no message/],
		],
		'a line that is too long': [`${'x'.repeat(MAX_LINE + 1000)}\n`, [/^a line of over \d+ bytes$/]],
		'no objects': ['null\n5\n"hello"\n[]\n{}\n', Array(5).fill(/^no message/)],
		'unknown messages': [
			'{"type":"explode"}\n{"type":"__proto__"}\n',
			Array(2).fill(/^no message/),
		],
		'messages of a supervisor': ['{"type":"stop"}\n{"type":"terminate"}\n', Array(2).fill(/^no/)],
		'wrong types': [
			'{"type":"hello","pid":"1"}\n{"type":"heard","stop":1}\n{"type":"request"}\n' +
				'{"type":"request","id":1,"set":[["a"]]}\n{"type":"request","id":1.5}\n' +
				'{"type":"request","id":1,"delete":{}}\n{"type":"trace","id":1,"resources":[1]}\n',
			Array(7).fill(/^no message/),
		],
		'what nobody has asked for': ['{"type":"trace","id":9,"resources":[]}\n', []],
		'the same again and again': ['{"type":"heard","stop":false}\n', [], 20_000],
		'a flood of lines': ['x\n', Array(20_000).fill(/^no message: "x"$/), 20_000],
	};
	it('is ignored, and what comes after is heard', async (t) => {
		const problems = listenToProblems(t);
		const supervisor = createSupervisor(t);
		const { child, line, root } = forkFixture(t, supervisor, 'hostile-member', { preload: false });
		await line(/^ready/);
		supervisor.shared.set('a value', 'x'.repeat(1000));
		for (const [name, [input, expected, times = 1]] of Object.entries(cases)) {
			const entry = [name, 'heard'] as const;
			const changed = once(supervisor.shared, 'change');
			const after = `\n${JSON.stringify({ type: 'request', id: 1, set: [entry] })}\n`;
			root.send({ base64: Buffer.from(input).toString('base64'), times });
			root.send({ base64: Buffer.from(after).toString('base64'), times: 1 });
			const [key] = await withDeadline(changed, 20_000, () => `${name}: ${problems}`);
			assert.equal(key, name);
			const found = problems.splice(0);
			assert.equal(
				found.length,
				expected.length,
				`${name}: ${JSON.stringify(found).slice(0, 500)}`,
			);
			for (const [index, { pid, problem }] of found.entries()) {
				assert.equal(pid, child.pid);
				assert.match(problem, expected[index] as RegExp);
			}
			assert.ok(bytesWaiting(child) < LIMIT, `${bytesWaiting(child)} bytes wait`);
		}
		assert.equal(child.isAlive, true);
	});
});

/** Twice what may wait, and a state of the map. */
const LIMIT = 3 * 1024 * 1024;

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
		assert.ok(bytesWaiting(child) > 1024 * 1024, 'it is behind');
		assert.ok(bytesWaiting(child) < LIMIT, `${bytesWaiting(child)} bytes wait`);
		child.process.kill('SIGCONT');
		assert.deepEqual(await see(), [...shared]);
		// And from then on all changes.
		shared.set('after', 1);
		assert.deepEqual(await see(), [...shared]);
	});

	it('is listened to no more while it asks and asks', async (t) => {
		const supervisor = createSupervisor(t);
		const { child, line, root } = forkFixture(t, supervisor, 'hostile-member', { preload: false });
		await line(/^ready/);
		const value = 'x'.repeat(1000);
		const request = JSON.stringify({ type: 'request', id: 1, set: [['k', value]] });
		root.send({
			base64: Buffer.from(`{"type":"hello","pid":1}\n${`${request}\n`.repeat(100)}`).toString(
				'base64',
			),
			times: 300,
		});
		// All of it would be 30 MB of changes alone.
		await withDeadline(
			(async () => {
				while (!lineOf(child).isPaused()) await new Promise((next) => setImmediate(next));
			})(),
			20_000,
			() => `${bytesWaiting(child)} bytes wait`,
		);
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
	return child.stdio.at(-1) as Socket;
}

function bytesWaiting(child: SupervisedChild): number {
	return lineOf(child).writableLength;
}

interface Problem {
	pid: number;
	problem: string;
}

function listenToProblems(t: TestContext): Problem[] {
	const problems: Problem[] = [];
	const listener = (message: unknown) => problems.push(message as Problem);
	subscribe('parent-watchdog:lifeline', listener);
	t.after(() => unsubscribe('parent-watchdog:lifeline', listener));
	return problems;
}
