/** A child that does with its shared map what it is told. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import type { Supervisor } from 'parent-watchdog/supervisor';
import type { FixtureOptions } from '../fixtures/options.js';
import type { Order } from '../fixtures/supervision/sharing.js';
import { fixture } from './fixtures.js';
import { forkFixture, type SuperviseTestOptions } from './supervised.js';
import { withDeadline } from './tree.js';

export async function forkSharing(
	t: TestContext,
	supervisor: Supervisor,
	options?: FixtureOptions['supervision/sharing'],
	more?: SuperviseTestOptions,
) {
	const supervised = forkFixture(t, supervisor, fixture('supervision/sharing', options), more);
	await supervised.line(/^ready/);
	/** One at a time. */
	const ask = async (...order: Order): Promise<{ value?: unknown; code?: string }> => {
		const answered = once(supervised.root, 'message');
		supervised.root.send(order);
		const captured = () => `no answer to ${JSON.stringify(order).slice(0, 100)}`;
		const [answer] = await withDeadline(answered, 20_000, captured);
		return answer;
	};
	return {
		...supervised,
		ask,
		/** What it holds, once all that was set before has arrived. */
		see: async () => {
			await ask('sync');
			return (await ask('all')).value;
		},
		async refuses(code: string, ...order: Order) {
			assert.equal((await ask(...order)).code, code);
		},
	};
}
