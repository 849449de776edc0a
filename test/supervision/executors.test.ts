/** Executors as a whole: what may be used, all at once, each for itself, within the time. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { UseOptions } from '../../src/supervision/executors.js';
import { Executors } from '../../src/supervision/executors.js';
import { assertRounded } from '../helpers/rounded.js';

const never = () => new Promise<void>(() => {});

describe('use()', () => {
	it('returns the executor, and the same one twice is one', async () => {
		const executors = new Executors();
		let calls = 0;
		const executor = { close: () => void calls++ };
		assert.equal(executors.use(executor), executor);
		assert.equal(executors.use(executor, { name: 'other' }), executor);
		assert.equal(executors.use(executor), executor);
		assert.equal(executors.size, 1);
		const reports = await executors.close(1000);
		assertRounded(...reports.map(({ ms }) => ms));
		assert.deepEqual(
			reports.map(({ name }) => name),
			['other'],
		);
		assert.equal(calls, 1);
		assert.equal(executors.size, 0);
	});

	it('takes the name from the constructor', async () => {
		const executors = new Executors();
		class Pool {
			close() {}
		}
		executors.use(new Pool());
		executors.use({ close() {} });
		executors.use(Object.assign(Object.create(null), { close() {} }));
		const reports = await executors.close(1000);
		assert.deepEqual(
			reports.map(({ name }) => name),
			['Pool', 'Object', 'executor'],
		);
	});

	const closable = { close() {} };
	const wrong: [name: string, executor: unknown, options?: unknown][] = [
		['executor', undefined],
		['executor', null],
		['executor', 'pool'],
		['executor', 5],
		['executor', {}],
		['executor', { close: true, destroy: 'now' }],
		['executor', Promise.resolve(closable)],
		['options', closable, null],
		['options', closable, 'name'],
		['name', closable, { name: 5 }],
		['timeout', closable, { timeout: -1 }],
		['timeout', closable, { timeout: '5' }],
		['timeout', closable, { timeout: Number.NaN }],
		['cancelQueued', closable, { cancelQueued: 1 }],
		['close', closable, { close: 'destroy' }],
	];
	for (const [name, executor, options] of wrong) {
		it(`refuses ${String(executor)} with ${JSON.stringify(options)} at once`, () => {
			const executors = new Executors();
			const use = () => executors.use(executor as object, options as UseOptions);
			assert.throws(use, (error: NodeJS.ErrnoException) => {
				assert.ok(error instanceof TypeError);
				assert.equal(error.code, 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT');
				return error.message.startsWith(`${name} must be `);
			});
			assert.equal(executors.size, 0);
		});
	}
});

describe('the option close', () => {
	it('is used instead of what the executor has', async () => {
		const executors = new Executors();
		const executor = { calls: 0, close: () => assert.fail('its own') };
		executors.use(executor, {
			close: async (given, signal) => {
				given.calls += 1;
				assert.equal(signal.aborted, false);
			},
		});
		const [report] = await executors.close(1000);
		assert.deepEqual([report?.outcome, executor.calls], ['closed', 1]);
	});

	it('makes anything closable, and its signal is aborted at the timeout', async () => {
		const executors = new Executors();
		const close = (_: object, signal: AbortSignal) =>
			delay(60_000, undefined, { signal, ref: false });
		executors.use({}, { timeout: 20, close });
		const [report] = await executors.close(20_000);
		assert.equal(report?.outcome, 'forced');
		assert.equal(report && 'error' in report, false);
	});

	it('leaves what does not listen to it', async () => {
		const executors = new Executors();
		executors.use({}, { timeout: 20, close: never });
		const [report] = await executors.close(60_000);
		assert.equal(report?.outcome, 'left');
	});
});

describe('release()', () => {
	it('leaves the closing to the owner', async () => {
		const executors = new Executors();
		const executor = executors.use({ close: () => assert.fail('closed') });
		assert.equal(executors.release(executor), true);
		assert.equal(executors.release(executor), false);
		assert.equal(executors.release({}), false);
		assert.deepEqual(await executors.close(1000), []);
		executors.closeNow();
	});
});

describe('close()', () => {
	it('closes all at once', async () => {
		const executors = new Executors();
		// Each waits until all the others are being closed.
		const all = 50;
		let closing = 0;
		let open = () => {};
		const opened = new Promise<void>((resolve) => {
			open = resolve;
		});
		for (let index = 0; index < all; index++) {
			executors.use({
				close: () => {
					if (++closing === all) open();
					return opened;
				},
			});
		}
		const reports = await executors.close(20_000);
		assert.equal(reports.filter(({ outcome }) => outcome === 'closed').length, all);
	});

	it('costs no executor its turn, whatever another does', async () => {
		const executors = new Executors();
		const error = new Error('no');
		const failing = () => {
			throw error;
		};
		executors.use({ close: failing }, { name: 'throws' });
		executors.use({ close: () => Promise.reject(undefined) }, { name: 'rejects' });
		executors.use({ close: never }, { name: 'hangs' });
		executors.use({ close: () => {} }, { name: 'closes' });
		const reports = await executors.close(300);
		assert.deepEqual(
			reports.map(({ ms: _, ...report }) => report),
			[
				{ name: 'throws', outcome: 'failed', error },
				{ name: 'rejects', outcome: 'failed', error: undefined },
				{ name: 'hangs', outcome: 'left' },
				{ name: 'closes', outcome: 'closed' },
			],
		);
		assert.ok(reports.every(({ ms }) => ms >= 0));
	});

	it('closes those that are used meanwhile, and a second call joins', async () => {
		const executors = new Executors();
		const closed: string[] = [];
		executors.use({
			close: () => {
				closed.push('first');
				executors.use({ close: () => closed.push('second') }, { name: 'second' });
			},
		});
		const [once, twice] = await Promise.all([executors.close(1000), executors.close(1000)]);
		assert.deepEqual(closed, ['first', 'second']);
		assert.equal(once, twice);
		assert.equal(once.length, 2);
		assert.deepEqual(await executors.close(1000), []);
	});

	it('leaves those that are used meanwhile the time in which this process stood still', async () => {
		const executors = new Executors();
		const slow = { close: () => delay(200) };
		const blocking = {
			close: async () => {
				await delay(10);
				// In ms: longer than all have.
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
				executors.use(slow, { name: 'slow' });
			},
		};
		executors.use(blocking, { name: 'blocking' });
		const reports = await executors.close(1000);
		assert.deepEqual(
			reports.map(({ name, outcome }) => [name, outcome]),
			[
				['blocking', 'closed'],
				['slow', 'closed'],
			],
		);
	});

	it('closes none twice that is used again meanwhile', async () => {
		const executors = new Executors();
		let calls = 0;
		const executor = {
			close: () => {
				calls += 1;
				executors.use(executor, { name: 'again' });
			},
		};
		executors.use(executor);
		assert.equal((await executors.close(1000)).length, 1);
		assert.equal(calls, 1);
	});

	for (const ms of [0, Number.POSITIVE_INFINITY]) {
		it(`takes ${ms} ms as it is`, async () => {
			const executors = new Executors();
			executors.use({ close: ms === 0 ? never : () => delay(20) });
			const [report] = await executors.close(ms);
			assert.equal(report?.outcome, ms === 0 ? 'left' : 'closed');
		});
	}
});

describe('closeNow()', () => {
	it('ends by force what is not closed, and swallows errors', () => {
		const executors = new Executors();
		const calls: string[] = [];
		const throwing = () => {
			calls.push('throws');
			throw new Error('no');
		};
		const rejecting = () => {
			calls.push('rejects');
			return Promise.reject(new Error('no'));
		};
		executors.use({ close: () => assert.fail('closed'), terminate: throwing });
		executors.use({ close: () => assert.fail('closed'), destroy: rejecting });
		executors.use({ close: () => calls.push('has nothing but close()') });
		executors.closeNow();
		assert.deepEqual(calls, ['throws', 'rejects', 'has nothing but close()']);
		assert.equal(executors.size, 0);
		executors.closeNow();
		assert.equal(calls.length, 3);
	});

	it('ends those that are being closed, and those that were left', async () => {
		const executors = new Executors();
		const calls: string[] = [];
		let isPending = true;
		const destroy = () => {
			calls.push('destroyed');
			return isPending ? never() : undefined;
		};
		executors.use({ close: never, destroy });
		executors.use({ close: () => void calls.push('closed') });
		assert.equal((await executors.close(200))[0]?.outcome, 'left');
		isPending = false;
		executors.closeNow();
		assert.deepEqual(calls, ['closed', 'destroyed', 'destroyed']);

		executors.use({ close: never, destroy });
		const closing = executors.close(200);
		executors.closeNow();
		assert.equal(calls.length, 4);
		executors.closeNow();
		assert.equal(calls.length, 4);
		await closing;
	});
});
