/** A supervisor as a program has it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { SuperviseOptions } from 'parent-watchdog/supervisor';
import { supervise } from 'parent-watchdog/supervisor';
import { fixture, fixturePath } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';
import { createSupervisor } from '../helpers/supervised.js';

const SAYING = fixturePath('supervision/saying');

describe('fork() and spawn()', { concurrency: 2 }, () => {
	it('take their arguments as in child_process', async (t) => {
		const supervisor = createSupervisor(t);
		const forked = [
			supervisor.fork(SAYING),
			supervisor.fork(pathToFileURL(SAYING), ['word']),
			supervisor.fork(SAYING, { name: 'named' }),
			supervisor.fork(SAYING, [], { name: 'named' }),
		];
		assert.deepEqual(
			forked.map(({ name }) => name),
			['saying.js', 'saying.js', 'named', 'named'],
		);
		await Promise.all(forked.map(({ process: child }) => once(child, 'message')));
		const spawned = [
			supervisor.spawn('sleep', ['60']),
			supervisor.spawn('sleep', ['60'], { stdio: 'ignore' }),
			supervisor.spawn('cat', { name: 'named' }),
		];
		assert.deepEqual(
			spawned.map(({ name }) => name),
			['sleep', 'sleep', 'named'],
		);
		assert.deepEqual(supervisor.children, [...forked, ...spawned]);
		assert.equal(spawned[1]?.process.stdout, null);
		supervisor.kill();
		for (const child of [...forked, ...spawned]) assert.equal(await child.exited, -9);
	});

	it('give the defaults of the supervisor to children that leave them open', async (t) => {
		const supervisor = createSupervisor(t, { stop: { event: 0, terminate: 0, kill: 10_000 } });
		const child = supervisor.spawn('sleep', ['60'], { stop: { terminate: undefined } });
		assert.equal((await child.stop({ terminate: undefined })).endedBy, 'kill');
		const other = supervisor.spawn('sleep', ['60'], { stop: { terminate: 10_000 } });
		assert.equal((await other.stop()).endedBy, 'terminate');
	});
});

describe('supervise()', () => {
	it('refuses wrong options', () => {
		const wrong: [object, string, string][] = [
			[{ preload: 'yes' }, 'preload', 'TypeError'],
			[{ sharedLimit: -1 }, 'sharedLimit', 'RangeError'],
			[{ heartbeat: 0 }, 'heartbeat', 'RangeError'],
			[{ reaper: 1 }, 'reaper', 'TypeError'],
			[{ name: 'x' }, 'name', 'TypeError'],
			[{ stop: { terminate: -5 } }, 'terminate', 'RangeError'],
			[{ stop: { signal: AbortSignal.abort() } }, 'signal', 'TypeError'],
			[null as never, 'options', 'TypeError'],
		];
		for (const [options, option, name] of wrong) {
			const expected = { code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION', option, name };
			assert.throws(() => supervise(options as SuperviseOptions), expected);
		}
	});

	it('refuses wrong options of a stop, and stops nothing then', async (t) => {
		const supervisor = createSupervisor(t);
		const child = supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		for (const one of [supervisor, child]) {
			for (const options of [{ event: -1 }, { kill: false as never }, { signal: {} as never }]) {
				assert.throws(() => one.stop(options), { code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION' });
			}
		}
		assert.deepEqual([child.isAlive, supervisor.stopEvent.isSet], [true, false]);
	});

	it('does nothing by itself', async (t) => {
		const tree = start(t, fixture('supervision/supervising'));
		await tree.line(/^ready/);
		tree.root.stdin?.end();
		assert.deepEqual((await tree.end()).slice(1), ['exit 0']);
	});
});

describe('several supervisors in a process', () => {
	it('end their own children, and what those have started, and no others', async (t) => {
		const [one, other] = [createSupervisor(t), createSupervisor(t)];
		const [child, bystander] = [one, other].map((supervisor) =>
			supervisor.spawn('sleep', ['60'], { stdio: 'ignore' }),
		);
		const { children } = await one.stop({ tree: true });
		assert.deepEqual(
			children.map(({ pid }) => pid),
			[child?.pid],
		);
		assert.equal(bystander?.isAlive, true);
		await other.stop();
		assert.equal(bystander?.exitCode, -15);
	});
});

describe('await using', () => {
	it('stops a child, or all', async (t) => {
		const tree = start(t, fixture('supervision/disposing'));
		const lines = (await tree.end()).filter((line) => !line.startsWith('ready'));
		assert.deepEqual(lines, ['the first: -15', 'the second: -15', 'exit 0']);
	});

	it('stops all where the block throws, too', async (t) => {
		const tree = start(t, fixture('supervision/disposing', { throws: true }));
		const lines = (await tree.end()).filter((line) => !line.startsWith('ready'));
		assert.deepEqual(lines, ['the first: -15', 'the second: -15', 'thrown: on purpose', 'exit 0']);
	});
});
