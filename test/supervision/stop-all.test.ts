/** The end of all that a supervisor has: first its executors, then its children. */
import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { FixtureOptions } from '../fixtures/options.js';
import { startWatching } from '../helpers/ending.js';
import { fixture } from '../helpers/fixtures.js';
import { start, type Variables } from '../helpers/start.js';
import { createSupervisor, forkFixture, inTime } from '../helpers/supervised.js';
import type { Tree } from '../helpers/tree.js';

const never = () => new Promise<void>(() => {});
const AGES = 600_000;
const STOPPED = { code: 'ERR_PARENT_WATCHDOG_STOPPED', name: 'ParentWatchdogError' };

describe('stop()', { concurrency: 2 }, () => {
	it('closes the executors, then stops the children', async (t) => {
		const supervisor = createSupervisor(t);
		const { child, line } = forkFixture(t, supervisor, fixture('supervision/obeying'));
		await line(/^ready/);
		const order: string[] = [];
		let open = () => {};
		const opened = new Promise<void>((resolve) => {
			open = resolve;
		});
		for (const name of ['first', 'second']) {
			supervisor.use({
				close: async () => {
					order.push(`closing ${name}`);
					await opened;
					order.push(`closed ${name}: ${child.isAlive}, ${supervisor.stopEvent.isSet}`);
				},
			});
		}
		supervisor.stopEvent.signal.addEventListener('abort', () => order.push('stop event'));
		const stopped = supervisor.stop({ executors: AGES, event: AGES });
		// Longer than it would take to stop the child.
		assert.equal(await child.join(300), false);
		open();
		const { ok, executors, warnings } = await inTime(stopped);
		assert.deepEqual(order, [
			'closing first',
			'closing second',
			'closed first: true, false',
			'closed second: true, false',
			'stop event',
		]);
		assert.deepEqual(
			[ok, warnings, executors.map(({ outcome }) => outcome)],
			[true, [], ['closed', 'closed']],
		);
	});

	it('says what became of each executor', async (t) => {
		const supervisor = createSupervisor(t);
		supervisor.use({ close: () => {} }, { name: 'good' });
		supervisor.use({ close: never, destroy: () => {} }, { name: 'slow' });
		supervisor.use({ close: () => Promise.reject(new Error('no')) }, { name: 'bad' });
		const child = supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		const { ok, executors, children, warnings } = await supervisor.stop({ executors: 300 });
		assert.deepEqual(
			executors.map(({ name, outcome }) => `${name}: ${outcome}`),
			['good: closed', 'slow: forced', 'bad: failed'],
		);
		assert.deepEqual([ok, children[0]?.pid], [true, child.pid]);
		assert.equal(warnings.length, 2);
		assert.match(warnings[0] ?? '', /^executor slow was not closed, but forced after \d+ ms$/);
		assert.match(warnings[1] ?? '', /^executor bad was not closed, but failed .*: Error: no/);
	});

	it('is not ok with an executor that goes on, and ends the children all the same', async (t) => {
		const supervisor = createSupervisor(t);
		supervisor.use({ close: never }, { name: 'stubborn' });
		supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		const { ok, executors, children, warnings } = await supervisor.stop({ executors: 100 });
		assert.deepEqual([ok, executors[0]?.outcome], [false, 'left']);
		assert.equal(children[0]?.endedBy, 'terminate');
		assert.match(warnings[0] ?? '', /^executor stubborn was not closed, but left after /);
	});

	it('that is given up while executors close leaves the children, and can be tried again', async (t) => {
		const supervisor = createSupervisor(t);
		let [calls, open] = [0, () => {}];
		supervisor.use({
			close: () => {
				calls += 1;
				return new Promise<void>((resolve) => {
					open = resolve;
				});
			},
		});
		const child = supervisor.spawn('sleep', ['60'], { stdio: 'ignore' });
		const controller = new AbortController();
		const stop = supervisor.stop({ executors: AGES, signal: controller.signal });
		const reason = new Error('on second thoughts');
		controller.abort(reason);
		await assert.rejects(stop, reason);
		assert.deepEqual([child.isAlive, supervisor.stopEvent.isSet], [true, false]);
		const again = supervisor.stop();
		open();
		const { executors, children } = await inTime(again);
		assert.deepEqual([calls, executors.length, children.length], [1, 1, 1]);
	});
});

describe('use()', () => {
	it('returns the executor, and release() leaves it to its owner', async (t) => {
		const supervisor = createSupervisor(t);
		const executor = { close: () => assert.fail('closed') };
		assert.equal(supervisor.use(executor), executor);
		assert.equal(supervisor.release(executor), true);
		assert.equal(supervisor.release(executor), false);
		assert.deepEqual((await supervisor.stop()).executors, []);
	});

	it('is refused once the supervisor stops, and where nothing says how to close it', async (t) => {
		const supervisor = createSupervisor(t);
		const invalid = { code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', name: 'TypeError' };
		assert.throws(() => supervisor.use({}), invalid);
		const use = () => supervisor.use({ close: () => {} });
		supervisor.use({ close: () => assert.throws(use, STOPPED) });
		const { executors } = await supervisor.stop();
		assert.equal(executors[0]?.outcome, 'closed', String(executors[0]?.error));
		assert.throws(use, STOPPED);
	});

	it('may be of something that asks for a stop itself when it is closed', async (t) => {
		const supervisor = createSupervisor(t);
		let calls = 0;
		supervisor.use({
			close: () => {
				calls += 1;
				void supervisor.stop();
			},
		});
		const { executors } = await inTime(supervisor.stop());
		assert.deepEqual([calls, executors.length, executors[0]?.outcome], [1, 1, 'closed']);
	});

	it('listens to signals until it is released', (t) => {
		const before = process.listenerCount('SIGTERM');
		const supervisor = createSupervisor(t);
		const executor = supervisor.use({ close: () => {} });
		assert.equal(process.listenerCount('SIGTERM'), before + 1);
		supervisor.release(executor);
		assert.equal(process.listenerCount('SIGTERM'), before);
	});

	it('ends it by force at kill()', (t) => {
		const calls: string[] = [];
		const supervisor = createSupervisor(t);
		supervisor.use({ close: () => calls.push('closed'), destroy: () => calls.push('destroyed') });
		supervisor.kill();
		assert.deepEqual(calls, ['destroyed']);
	});
});

describe('the shutdown of the process', { concurrency: 2 }, () => {
	async function startExecuting(
		t: TestContext,
		options: FixtureOptions['supervision/executing'],
		variables?: Variables,
	): Promise<Tree> {
		const tree = start(t, fixture('supervision/executing', options), variables);
		await tree.times(/^ready/, options.child ? 2 : 1);
		return tree;
	}
	const child = fixture('child');
	const story = async (tree: Tree) =>
		(await tree.end()).filter((line) => !line.startsWith('ready'));
	/** Once, and nothing else. */
	const WARNING = /^parent-watchdog: executor Object was not closed, but forced after \d+ ms\n$/;
	const CHILD_ENDS = ['hook started: signal by SIGTERM', 'hook ended'];

	it('by a signal closes the executors before the children, between the hooks', async (t) => {
		const tree = await startExecuting(t, { closes: true, child });
		tree.kill('SIGTERM');
		assert.deepEqual(await story(tree), [
			'hook: signal',
			'closing: 1 children, false',
			'closed: 1 children, false',
			...CHILD_ENDS,
			'last hook: 0 children',
		]);
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
	});

	it('has time left for the children where an executor takes too long', async (t) => {
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '6000' };
		const tree = await startExecuting(t, { child }, variables);
		tree.kill('SIGTERM');
		assert.deepEqual(await story(tree), [
			'hook: signal',
			'closing: 1 children, false',
			'destroyed',
			...CHILD_ENDS,
			'last hook: 0 children',
		]);
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
		assert.match(tree.output.stderr, WARNING);
	});

	it('says nothing on stderr once the parent is gone', async (t) => {
		const { tree, loseParent } = startWatching(t, fixture('supervision/executing'));
		await tree.line(/^ready/);
		await loseParent();
		assert.ok((await story(tree)).includes('destroyed'));
		assert.doesNotMatch(tree.output.stderr, /executor/);
	});

	it('by a second signal ends executors by force', async (t) => {
		const tree = await startExecuting(t, {}, { PARENT_WATCHDOG_GRACE_PERIOD: String(AGES) });
		tree.kill('SIGINT');
		await tree.line(/^closing/);
		// Half a second after the first one it is a person's impatience.
		await delay(1000);
		tree.kill('SIGINT');
		assert.deepEqual((await story(tree)).slice(2), ['destroyed']);
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGINT' });
	});

	it('costs no child its hooks where a stop has begun that gives executors more time', async (t) => {
		const variables = { PARENT_WATCHDOG_GRACE_PERIOD: '8000' };
		const tree = await startExecuting(t, { child }, variables);
		tree.root.stdin?.write('stop\n');
		await tree.line(/^closing/);
		tree.kill('SIGTERM');
		assert.deepEqual((await story(tree)).slice(1), [
			'hook: signal',
			'destroyed',
			...CHILD_ENDS,
			'last hook: 0 children',
		]);
		assert.deepEqual(await tree.exit(), { code: null, signal: 'SIGTERM' });
		// Whoever has begun the stop has its report.
		assert.doesNotMatch(tree.output.stderr, /executor/);
	});

	it('by process.exit() ends executors by force, and tells the children', async (t) => {
		const tree = await startExecuting(t, { closes: true, child });
		tree.root.stdin?.write('exit\n');
		const lines = await story(tree);
		assert.deepEqual(lines.slice(0, 3), ['hook: exit', 'last hook: 1 children', 'destroyed']);
		assert.ok(lines.includes('hook ended'), lines.join('\n'));
		assert.deepEqual(await tree.exit(), { code: 3, signal: null });
	});

	for (const order of ['end naturally', 'release'] as const) {
		it(`by its natural end closes executors, unless they are released: ${order}`, async (t) => {
			const tree = await startExecuting(t, { closes: true });
			if (order === 'release') {
				tree.root.stdin?.write('release\n');
				await tree.line(/^released: true/);
			}
			tree.root.stdin?.write('end naturally\n');
			const lines = await story(tree);
			const closing = ['closing: 0 children, false', 'closed: 0 children, false'];
			assert.deepEqual(
				lines.filter((line) => line !== 'released: true'),
				['hook: exit', ...(order === 'release' ? [] : closing), 'last hook: 0 children'],
			);
			assert.deepEqual(await tree.exit(), { code: 0, signal: null });
		});
	}
});
