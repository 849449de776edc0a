/** The heartbeat of a supervisor, and what it says of its children. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, it, type TestContext } from 'node:test';
import type { ChildUsage, Heartbeat } from 'parent-watchdog/supervisor';
import { fixture } from '../helpers/fixtures.js';
import { start } from '../helpers/start.js';
import { createSupervisor, forkFixture } from '../helpers/supervised.js';
import { withDeadline } from '../helpers/tree.js';

const CHANNEL = 'parent-watchdog:heartbeat';

/** Collects heartbeats, and waits for the next one that is as wanted. */
function listen(t: TestContext) {
	const beats: Heartbeat[] = [];
	const watchers = new Set<(beat: Heartbeat) => void>();
	const onBeat = (message: unknown) => {
		beats.push(message as Heartbeat);
		for (const watcher of [...watchers]) watcher(message as Heartbeat);
	};
	subscribe(CHANNEL, onBeat);
	t.after(() => unsubscribe(CHANNEL, onBeat));
	const next = (isWanted: (beat: Heartbeat) => boolean) => {
		const found = new Promise<Heartbeat>((resolve) => {
			watchers.add((beat) => {
				if (isWanted(beat)) resolve(beat);
			});
		});
		return withDeadline(
			found,
			20_000,
			() => `no such heartbeat. Captured: ${JSON.stringify(beats)}`,
		);
	};
	return { beats, next };
}

function assertUsage({ cpu, memory, elapsed }: ChildUsage): void {
	assert.ok(cpu >= 0 && Number.isFinite(cpu), `${cpu} %`);
	assert.ok(memory > 100_000 && memory < 2 ** 32, `${memory} bytes`);
	assert.ok(elapsed >= 0 && elapsed < 120_000, `${elapsed} ms`);
}

describe('supervise({ heartbeat })', () => {
	it('tells the usage of each child that lives', async (t) => {
		const { next } = listen(t);
		const supervisor = createSupervisor(t, { heartbeat: 20 });
		const first = supervisor.spawn('sleep', ['60'], { name: 'first', stdio: 'ignore' });
		const second = supervisor.spawn('sleep', ['60'], { name: 'second', stdio: 'ignore' });
		const before = Date.now();
		const { time, children } = await next((beat) => beat.children.length === 2);
		assert.ok(time >= before - 1000 && time <= Date.now() + 1000, `${time}, not ${before}`);
		assert.deepEqual(
			children.map(({ name, pid }) => [name, pid]),
			[
				['first', first.pid],
				['second', second.pid],
			],
		);
		for (const usage of children as ChildUsage[]) assertUsage(usage);
		first.kill();
		await first.exited;
		const later = await next((beat) => beat.children.length === 1);
		assert.equal((later.children[0] as ChildUsage).name, 'second');
		// A beat that is on its way would be heard by the next test.
		await supervisor.stop();
	});

	it('is silent while no child is alive', async (t) => {
		const { beats, next } = listen(t);
		const supervisor = createSupervisor(t, { heartbeat: 5 });
		await new Promise((resolve) => setTimeout(resolve, 100));
		assert.deepEqual(beats, []);
		const run = async () => {
			const child = supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
			await next(({ children }) => children.length === 1);
			child.kill();
			await child.exited;
			// One may be on its way: on a busy machine, what a child uses is not known at once.
			await new Promise((resolve) => setTimeout(resolve, 300));
			const count = beats.length;
			await new Promise((resolve) => setTimeout(resolve, 100));
			assert.equal(beats.length, count);
		};
		await run();
		await run();
	});

	it('is silent once the supervisor has stopped, and without the option', async (t) => {
		const { beats, next } = listen(t);
		const supervisor = createSupervisor(t, { heartbeat: 5 });
		supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		await next(() => true);
		await supervisor.stop();
		const count = beats.length;
		const other = createSupervisor(t);
		other.spawn('sleep', ['60'], { stdio: 'ignore' });
		await new Promise((resolve) => setTimeout(resolve, 100));
		assert.equal(beats.length, count);
		assert.deepEqual(await other.usage().then(({ length }) => length), 1);
	});

	it('keeps nothing alive', async (t) => {
		const tree = start(t, fixture('supervision/beating'));
		assert.deepEqual(
			(await tree.end()).filter((line) => !line.startsWith('ready')),
			['beat: 1', 'exit 0'],
		);
	});
});

describe('usage()', () => {
	it('tells what each child uses', async (t) => {
		const supervisor = createSupervisor(t);
		assert.deepEqual(await supervisor.usage(), []);
		const busy = forkFixture(t, supervisor, fixture('supervision/busy', { does: 'loop' }));
		const idle = supervisor.spawn('sleep', ['60'], { name: 'idle', stdio: 'ignore' });
		await busy.line(/^busy/);
		const [first, second, ...others] = await supervisor.usage();
		assert.ok(first && second);
		assert.deepEqual([others, first.name, second.name], [[], 'busy.js', 'idle']);
		assert.deepEqual([first.pid, second.pid], [busy.child.pid, idle.pid]);
		for (const usage of [first, second]) assertUsage(usage);
		assert.ok(first.cpu > second.cpu, `${first.cpu} and ${second.cpu} %`);
		assert.ok(first.memory > second.memory, `${first.memory} and ${second.memory} bytes`);
		await new Promise((resolve) => setTimeout(resolve, 50));
		const [later] = await supervisor.usage();
		assert.ok(later && later.elapsed > first.elapsed, `${later?.elapsed} ms`);
	});

	it('leaves out those that have ended, or cannot be started', async (t) => {
		const supervisor = createSupervisor(t);
		const [gone, alive] = ['gone', 'alive'].map((name) =>
			supervisor.spawn('sleep', ['60'], { name, stdio: 'ignore' }),
		);
		supervisor.spawn('/nothing').exited.catch(() => {});
		gone?.kill();
		// Also before we are told of it: its pid may be somebody else's by then.
		const names = async () => (await supervisor.usage()).map(({ name }) => name);
		await gone?.exited;
		assert.deepEqual(await names(), ['alive']);
		alive?.kill();
		await alive?.exited;
		assert.deepEqual(await names(), []);
	});
});
