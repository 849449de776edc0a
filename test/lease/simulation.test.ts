/** Our own code in a simulated fleet: nobody ends too early, nobody is left, and the same seed gives the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Event, type Fleet, simulate } from '../fleet/simulation.js';

const FLEET: Fleet = {
	workers: 2000,
	perHost: 20,
	ttl: 10_000,
	costs: { request: 0.1, push: 0.01, network: 0.25, expiry: undefined },
	seed: 1,
};

const limits: Record<Event, number> = {
	released: 100,
	killed: FLEET.ttl * 1.01,
	'engine down for 4 s, then killed': FLEET.ttl * 1.01,
};

for (const [event, limit] of Object.entries(limits) as [Event, number][]) {
	test(`a coordinator that is ${event}`, async () => {
		const outcome = await simulate(FLEET, event);
		assert.equal(outcome.wrong, 0, 'nobody was told too early');
		assert.equal(outcome.left, 0, 'nobody is left');
		assert.ok(
			outcome.noticed > 0 && outcome.noticed < limit,
			`noticed after ${outcome.noticed} ms`,
		);
		assert.ok(outcome.requestsPerSecond < (FLEET.workers / FLEET.perHost) * 0.4);
		if (event === 'released') assert.deepEqual(await simulate(FLEET, event), outcome);
	});
}

test('an outage of less than the TTL ends nobody, whenever it begins', async () => {
	for (let seed = 1; seed <= 5; seed++) {
		const outcome = await simulate(
			{ ...FLEET, workers: 200, seed },
			'engine down for 4 s, then killed',
		);
		assert.equal(outcome.wrong, 0, `seed ${seed}`);
	}
});
