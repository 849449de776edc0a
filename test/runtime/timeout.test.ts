/** Waiting with a limit; time in which this process did not run. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { startFairClock, startFairTimer, within } from '../../src/runtime/timeout.js';

const never = new Promise<never>(() => {});

describe('within()', () => {
	it('is what the promise comes to, or nothing when the time is up', async () => {
		assert.equal(await within(Promise.resolve(5), 60_000), 5);
		assert.equal(await within(never, 20), undefined);
		assert.equal(await within(never, 20, { isFair: true }), undefined);
		const error = new Error('no');
		await assert.rejects(within(Promise.reject(error), 60_000, { isFair: true }), error);
	});

	it('is given up with the signal', async () => {
		const reason = new Error('on second thoughts');
		await assert.rejects(within(never, 60_000, { signal: AbortSignal.abort(reason) }), reason);
		const controller = new AbortController();
		const waiting = within(never, 60_000, { isFair: true, signal: controller.signal });
		controller.abort(reason);
		await assert.rejects(waiting, reason);
	});

	for (const ms of [0, Number.POSITIVE_INFINITY]) {
		it(`takes ${ms} ms as it is`, async () => {
			for (const isFair of [false, true]) {
				const soon = new Promise((resolve) => setTimeout(resolve, 100, 'there'));
				assert.equal(await within(soon, ms, { isFair }), ms === 0 ? undefined : 'there');
			}
		});
	}
});

describe('a fair timer', () => {
	/** How long it takes in ms, less what `during` is called for. */
	function measure(ms: number, during: () => void): Promise<number> {
		return new Promise((resolve) => {
			const start = performance.now();
			let outside = 0;
			startFairTimer(ms, () => resolve(performance.now() - start - outside));
			setTimeout(() => {
				const at = performance.now();
				during();
				outside = performance.now() - at;
			}, ms / 4);
		});
	}

	it('does not count the time in which the event loop is blocked', async () => {
		const took = await measure(400, () => block(1500));
		// A step at most is lost.
		assert.ok(took > 330, `${took} ms`);
	});

	it('takes what it is given, where nothing is in its way', async () => {
		const took = await measure(300, () => {});
		assert.ok(took > 298, `${took} ms`);
	});

	it('is over in spite of an event loop that is blocked again and again', async () => {
		const blocking = setInterval(() => block(50), 1);
		await new Promise<void>((resolve) => startFairTimer(100, resolve));
		clearInterval(blocking);
	});

	it('calls no more once it is stopped', async () => {
		const stop = startFairTimer(20, () => assert.fail('called'));
		stop();
		await new Promise((resolve) => setTimeout(resolve, 60));
	});

	it('lets what has come while the event loop was blocked be read first', async () => {
		const order: string[] = [];
		const due = new Promise<void>((resolve) => {
			startFairTimer(10, () => {
				order.push('due');
				resolve();
			});
		});
		const { port1, port2 } = new MessageChannel();
		port2.on('message', () => order.push('message'));
		port1.postMessage('');
		block(200);
		await due;
		port2.close();
		assert.deepEqual(order, ['message', 'due']);
	});
});

it('a fair clock does not count the time in which the event loop is blocked', async () => {
	const clock = startFairClock();
	block(1500);
	// One step at most, in ms.
	assert.ok(clock.read() <= 100);
	await new Promise((resolve) => setTimeout(resolve, 300));
	const passed = clock.read();
	clock.stop();
	assert.ok(passed >= 200 && passed < 1500, `${passed} ms`);
});

function block(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
