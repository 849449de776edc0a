/** What each engine has to do, asked of a real server through the client that an address opens, and one of the program's own. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Grant, LeaseEngine } from 'parent-watchdog/lease';
import { openEngine } from '../../src/lease/open-engine.js';
import { ENGINES, withoutEngine } from '../helpers/engine-programs.js';
import { type EngineServer, startEngine } from '../helpers/engines.js';
import { openOwnClient } from '../helpers/own-clients.js';
import { until } from '../helpers/until.js';

describe('an engine', { concurrency: ENGINES.length }, () => {
	for (const name of ENGINES) {
		describe(name, { skip: withoutEngine(name), concurrency: 1 }, () => {
			let server: EngineServer;
			let ours: LeaseEngine;
			let theirs: LeaseEngine;
			before(async () => {
				server = await startEngine(name);
				ours = openEngine(server.url);
				theirs = await openOwnClient(server);
			});
			after(async () => {
				await ours.close?.();
				await theirs.close?.();
				await server.stop();
			});

			test('one of many who ask at once gets the key, and can give it back', async () => {
				const asked = await Promise.all(
					[ours, theirs, ours, theirs].map((engine) => engine.acquire('one', 5000)),
				);
				const [grant, ...others] = asked.filter((one) => one !== undefined);
				assert.ok(grant);
				assert.deepEqual(others, []);
				assert.equal((await theirs.read('one'))?.token, grant.token);
				await grant.release();
				assert.equal(await theirs.read('one'), undefined);
			});

			test('the token only grows', async () => {
				let last = 0;
				for (let round = 0; round < 5; round++) {
					const { token, release } = await acquire(round % 2 ? ours : theirs, 'token');
					assert.ok(token > last && Number.isSafeInteger(token), `${token} after ${last}`);
					last = token;
					await release();
				}
			});

			test('it is held while it is renewed, and expires when it is not', async () => {
				const grant = await acquire(ours, 'renewed', 1000);
				const end = performance.now() + 2 * grant.ttl;
				while (performance.now() < end) {
					assert.equal(await grant.renew(), true);
					assert.equal((await theirs.read('renewed'))?.token, grant.token);
					await new Promise((resolve) => setTimeout(resolve, 200));
				}
				const began = performance.now();
				await until('it has expired', async () => !(await theirs.read('renewed')));
				const ms = performance.now() - began;
				// etcd looks for expired leases twice a second.
				assert.ok(ms > grant.ttl - 300 && ms < grant.ttl + 900, `after ${ms} ms of ${grant.ttl}`);
				assert.equal(await grant.renew().catch(() => false), false);
				await grant.release().catch(() => {});
			});

			test('what was lost cannot take the next one away', async () => {
				const lost = await acquire(ours, 'lost', 1000);
				await until('it has expired', async () => !(await theirs.read('lost')));
				const next = await acquire(theirs, 'lost', 5000);
				assert.equal(await lost.renew().catch(() => false), false);
				await lost.release().catch(() => {});
				assert.equal((await ours.read('lost'))?.token, next.token);
				await next.release();
			});

			test('its end is pushed to many, and the end of a subscription is one', async () => {
				const grant = await acquire(ours, 'pushed', 60_000);
				let told = 0;
				let toldAfterEnd = 0;
				const subscribe = theirs.subscribe;
				assert.ok(subscribe);
				const stop = await subscribe('pushed', () => {
					toldAfterEnd += 1;
				});
				stop();
				const other = openEngine(server.url);
				const stops = await Promise.all([
					theirs.subscribe?.('pushed', () => told++),
					other.subscribe?.('pushed', () => told++),
				]);
				const began = performance.now();
				await grant.release();
				await until('both are told', () => told >= 2);
				assert.ok(performance.now() - began < 1000);
				assert.equal(toldAfterEnd, 0);
				for (const stop of stops) stop?.();
				await other.close?.();
			});

			test('keys may be of all characters that are allowed', async () => {
				const key = 'a:b/c.d@e_f-G'.repeat(15);
				const grant = await acquire(ours, key);
				assert.equal((await theirs.read(key))?.token, grant.token);
				assert.equal(await theirs.read(`${key}x`), undefined);
				await grant.release();
			});

			test('out of reach is an error, never nobody', async () => {
				const grant = await acquire(ours, 'unreachable', 10_000);
				await server.kill();
				const timeout = new Promise((resolve) => setTimeout(resolve, 1000, 'no answer').unref());
				const outcome = await Promise.race([
					theirs.read('unreachable').catch(() => 'error'),
					timeout,
				]);
				assert.match(String(outcome), /^(error|no answer)$/);
				await server.restart(true);
				const answered = () => theirs.read('unreachable').then(() => true);
				await until('it is in reach', () => answered().catch(() => false));
				// The session that held the lock in PostgreSQL is no more.
				const holder = await theirs.read('unreachable');
				assert.equal(holder?.token, name === 'postgres' ? undefined : grant.token);
				await grant.release().catch(() => {});
			});
		});
	}
});

async function acquire(engine: LeaseEngine, key: string, ttl = 5000): Promise<Grant> {
	const grant = await engine.acquire(key, ttl);
	assert.ok(grant, `${key} is free`);
	return grant;
}
