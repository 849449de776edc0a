/** A fleet across network namespaces: cables are cut and mended between its machines and the engine. */
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { ENGINES, withoutEngine } from '../helpers/engine-programs.js';
import { type EngineServer, startEngine } from '../helpers/engines.js';
import { fixture } from '../helpers/fixtures.js';
import { assertEnded, assertLives, nameLease, startWorker, wait } from '../helpers/leases.js';
import { createNetwork, type Machine, type Network, withoutNetworks } from '../helpers/networks.js';
import { start } from '../helpers/start.js';

const TTL = 2000;

describe('a fleet that is torn apart', { concurrency: ENGINES.length }, () => {
	for (const name of ENGINES) {
		describe(`around ${name}`, {
			skip: withoutEngine(name) || withoutNetworks,
			concurrency: 1,
		}, () => {
			let network: Network;
			let server: EngineServer;
			let ours: Machine;
			let theirs: Machine;
			before(async () => {
				network = createNetwork();
				const { address, engine } = network;
				server = await startEngine(name, { address, around: engine });
				ours = network.addMachine();
				theirs = network.addMachine();
			});
			after(async () => {
				await server.stop();
				network.remove();
			});

			test('a coordinator that is cut off stops before another one begins', async (t) => {
				const first = hold(t, ours, 'coordinator');
				const [, token] = await first.line(/^held (\d+)/);
				ours.cut();
				const second = hold(t, theirs, 'coordinator', { waits: true });
				let endedFirst = false;
				const isEnded = first.line(/^ended ERR_PARENT_WATCHDOG_LEASE_LOST/).then(() => {
					endedFirst = true;
				});
				const [, next] = await second.line(/^held (\d+)/);
				assert.ok(endedFirst, 'the first has ended');
				await isEnded;
				assert.ok(Number(next) > Number(token), `${next} > ${token}`);
				ours.mend();
				second.root.stdin?.end();
				await second.line(/^released true/);
			});

			test('a worker lives while it is cut off for less than a partition, and not longer', async (t) => {
				const holder = hold(t, theirs, 'workers', { ttl: 5000 });
				const [, id = ''] = await holder.line(/^held \d+ (\S+)/);
				const variables = { ...nameLease(id, server), PARENT_WATCHDOG_PARTITION: '4000' };
				const { prefix } = ours;
				const worker = startWorker(t, { lived: 1000 }, variables, { prefix });
				await worker.line(/^lived on/);
				ours.cut();
				await wait(2000);
				ours.mend();
				// So long that another partition would have ended by now, if the first one still counted.
				await wait(3000);
				assertLives(worker);
				ours.cut();
				const began = performance.now();
				await assertEnded(worker, 'parent-unreachable by lease');
				const ms = performance.now() - began;
				assert.ok(ms > 2000 && ms < 8000, `after ${ms} ms`);
				ours.mend();
				holder.root.stdin?.end();
				await holder.line(/^released true/);
			});

			function hold(t: TestContext, { prefix }: Machine, key: string, more = {}) {
				const options = { engine: server.url, key, ttl: TTL, ...more };
				return start(t, fixture('lease/holder', options), {}, { prefix });
			}
		});
	}
});
