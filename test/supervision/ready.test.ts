/** When a child is ready, and what a supervisor tells of its children. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { SupervisedChild } from 'parent-watchdog/supervisor';
import { createSupervisor } from '../helpers/supervised.js';
import { withDeadline } from '../helpers/tree.js';

const node = (program: string) => [process.execPath, ['-e', program]] as const;
const soon = <T>(promise: Promise<T>) => withDeadline(promise, 20_000, () => 'it did not settle');

describe('ready()', () => {
	it('resolves with the first message', async (t) => {
		const child = createSupervisor(t).spawn(
			...node('process.send({ port: 1 }); setInterval(() => {}, 1e6)'),
			{ stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
		);
		assert.deepEqual(await soon(child.ready()), { port: 1 });
	});

	const program =
		'console.log("starting"); process.stdout.write("list"); ' +
		'setTimeout(() => console.log("ening on 80"), 50); setInterval(() => {}, 1e6)';
	for (const test of [
		/^listening on \d+$/,
		'listening',
		(said: unknown) => said === 'listening on 80',
	]) {
		it(`resolves with the first line that passes ${test}`, async (t) => {
			const child = createSupervisor(t).spawn(...node(program), {});
			assert.equal(await soon(child.ready(test)), 'listening on 80');
		});
	}

	it('hears stderr as well, and leaves both to the program', async (t) => {
		const child = createSupervisor(t).spawn(...node('console.error("up"); console.log("out")'), {});
		const out = once(child.process.stdout as NodeJS.ReadableStream, 'data');
		await soon(child.ready('up'));
		assert.equal(String((await soon(out))[0]), 'out\n');
	});

	it('hears what is said last, also after the exit', async (t) => {
		// The shell is gone at once; what it leaves behind writes to the same pipe.
		const child = createSupervisor(t).spawn('sh', ['-c', '(sleep 0.2; echo up) & exit 0'], {});
		assert.equal(await soon(child.ready('up')), 'up');
	});

	it('rejects if the child ends first, cannot be started or takes too long', async (t) => {
		const supervisor = createSupervisor(t);
		const code = { code: 'ERR_PARENT_WATCHDOG_NOT_READY' };
		const ended = supervisor.spawn(...node('process.exitCode = 3'), {});
		await assert.rejects(soon(ended.ready('up')), { ...code, message: /exit code 3/ });
		const none = supervisor.spawn('/nothing', [], { name: 'none' });
		await assert.rejects(soon(none.ready('up')), {
			...code,
			message: /^none is not ready: .*ENOENT/,
		});
		const slow = supervisor.spawn('sleep', ['60'], {});
		const late = slow.ready('up', { timeout: 50 });
		await assert.rejects(soon(late), { ...code, message: /within 50 ms/ });
	});

	it('refuses what is no test', async (t) => {
		const child = createSupervisor(t).spawn('sleep', ['60'], {});
		const code = 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT';
		await assert.rejects(child.ready(5 as never), { code });
		await assert.rejects(child.ready('up', { timeout: -1 }), { code });
	});
});

describe('closed', () => {
	it('resolves when all of the output is there', async (t) => {
		const program = 'process.stdout.write("x".repeat(1e6))';
		const child = createSupervisor(t).spawn(...node(program), {});
		let length = 0;
		child.process.stdout?.on('data', (chunk: Buffer) => {
			length += chunk.length;
		});
		assert.equal(await soon(child.closed), 0);
		assert.equal(length, 1e6);
	});
});

describe('a supervisor tells', () => {
	it('of the start, the readiness and the end of a child, and of its own stop', async (t) => {
		const told: string[] = [];
		const onMessage = (_: unknown, name: string | symbol) => told.push(`channel ${String(name)}`);
		const channels = ['start', 'ready', 'exit', 'stop'].map((name) => `parent-watchdog:${name}`);
		for (const channel of channels) subscribe(channel, onMessage);
		t.after(() => {
			for (const channel of channels) unsubscribe(channel, onMessage);
		});
		const supervisor = createSupervisor(t);
		supervisor.on('start', ({ name }: SupervisedChild) => told.push(`start ${name}`));
		supervisor.on('ready', ({ name }: SupervisedChild) => told.push(`ready ${name}`));
		supervisor.on('exit', ({ name }, code, signal, isRequested) => {
			told.push(`exit ${name} ${code} ${signal} ${isRequested}`);
		});
		supervisor.on('stop', ({ ok }) => told.push(`stop ${ok}`));
		const own = supervisor.spawn(...node('process.exitCode = 3'), { name: 'own' });
		await soon(own.closed);
		const asked = supervisor.spawn(...node('console.log("up"); setInterval(() => {}, 1e6)'), {
			name: 'asked',
			preload: false,
		});
		await soon(asked.ready('up'));
		await soon(supervisor.stop());
		const channel = (name: string) => `channel parent-watchdog:${name}`;
		assert.deepEqual(told, [
			...[channel('start'), 'start own', channel('exit'), 'exit own 3 null false'],
			...[channel('start'), 'start asked', channel('ready'), 'ready asked'],
			...[channel('exit'), 'exit asked null SIGTERM true', channel('stop'), 'stop true'],
		]);
	});

	it('of one that could not be started, in its report as well', async (t) => {
		const supervisor = createSupervisor(t);
		const ended = once(supervisor, 'exit');
		const child = supervisor.spawn('/nothing', [], { name: 'none' });
		const [who, code, signal, isRequested, error] = await soon(ended);
		assert.deepEqual([who, code, signal, isRequested], [child, null, null, false]);
		assert.equal(error.code, 'ENOENT');
		const { children, warnings } = await soon(supervisor.stop());
		assert.equal(children[0]?.name, 'none');
		assert.match(warnings[0] ?? '', /^none could not be started: .*ENOENT/);
	});
});

describe('what is asked for in the wrong place', () => {
	it('is said to be elsewhere', (t) => {
		const child = createSupervisor(t).spawn('sleep', ['60'], {});
		const code = 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT';
		const kill = child.kill as (signal: string) => boolean;
		assert.throws(() => kill.call(child, 'SIGINT'), {
			code,
			message: /terminate\(\).*interrupt\(\)/,
		});
		assert.ok(child.isAlive);
		for (const name of ['on', 'send', 'stdout'] as const) {
			const read = () => (child as unknown as Record<string, unknown>)[name];
			assert.throws(read, { code, message: new RegExp(`use child\\.process\\.${name}`) });
		}
	});

	it('names the option that is wrong', (t) => {
		const code = 'ERR_PARENT_WATCHDOG_INVALID_OPTION';
		assert.throws(() => createSupervisor(t, { stop: 5000 as never }), {
			code,
			message: /^stop must be/,
		});
	});
});
