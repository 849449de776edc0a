/** A few tests of node:test, run by `node --test` or by themselves. One fails on purpose. */
import assert from 'node:assert/strict';
import { after, it, mock } from 'node:test';

it('passes', () => assert.equal(6 * 7, 42));
it('mocks timers', () => {
	mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
	let ticks = 0;
	setInterval(() => {
		ticks += 1;
	}, 1000);
	mock.timers.tick(3000);
	mock.timers.reset();
	assert.equal(ticks, 3);
});
it('fails', () => assert.equal(1, 2));
it('takes longer than a poll', async () => {
	await new Promise((resolve) => setTimeout(resolve, 400));
});
after(() => console.log('after all'));
