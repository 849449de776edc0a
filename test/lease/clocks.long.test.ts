/** Wall clocks that jump, of the worker and of the engine's machine; of the coordinator: `hold-lease.test.ts`. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { JUMPING_CLOCK, wallClock, withoutFaketime } from '../helpers/clocks.js';
import { withoutEngine } from '../helpers/engine-programs.js';
import { startEngine } from '../helpers/engines.js';
import { fixture } from '../helpers/fixtures.js';
import {
	assertEnded,
	assertLives,
	nameLease,
	startWorker,
	useRedis,
	wait,
} from '../helpers/leases.js';
import { PRELOAD, start } from '../helpers/start.js';

const TTL = 2000;

describe('a worker whose clock jumps', { skip: withoutEngine('redis') || withoutFaketime }, () => {
	const at = useRedis();
	const ways = {
		'by the preload': { execArgv: [...PRELOAD, ...JUMPING_CLOCK], isOwn: false },
		'with a client of its own': { execArgv: JUMPING_CLOCK, isOwn: true },
	};
	for (const [way, { execArgv, isOwn }] of Object.entries(ways)) {
		test(`lives as long as its lease, ${way}`, async (t) => {
			const lease = { engine: at.server.url, key: 'jumping' };
			const holder = start(t, fixture('lease/holder', { ...lease, ttl: TTL }));
			const [, id = ''] = await holder.line(/^held \d+ (\S+)/);
			const named = isOwn ? {} : nameLease(id, at.server);
			const worker = startWorker(
				t,
				{ lived: 2 * TTL, ...(isOwn ? { client: lease } : {}) },
				{ ...named, ...wallClock(t) },
				{ execArgv },
			);
			await worker.line(/^lived on/);
			assertLives(worker);
			holder.root.stdin?.end();
			await holder.line(/^released true/);
			await assertEnded(worker, 'parent-gone by lease');
		});
	}
});

/**
 * Redis counts the TTL by the wall clock, and PostgreSQL its timers, which a jump may end early. etcd is written
 * in Go, which asks the kernel for the time itself, so that nobody can come between.
 */
const engines = ['redis', 'postgres'] as const;

describe('an engine whose clock jumps', { skip: withoutFaketime, concurrency: 2 }, () => {
	for (const name of engines) {
		test(`${name} may end a lease early; worker and coordinator hear it, and the token grows`, {
			skip: withoutEngine(name),
		}, async (t) => {
			const clock = wallClock(t);
			const jump = (to: string) => writeFileSync(clock.FAKETIME_TIMESTAMP_FILE as string, to);
			// The C library after it: else the allocator of Redis asks for the time before that is ready.
			const LD_PRELOAD = `${clock.LD_PRELOAD} libc.so.6`;
			const server = await startEngine(name, { variables: { ...clock, LD_PRELOAD } });
			t.after(() => server.stop());
			const hold = (waits = false) =>
				start(t, fixture('lease/holder', { engine: server.url, key: 'key', ttl: TTL, waits }));
			const holder = hold();
			const [, token, id = ''] = await holder.line(/^held (\d+) (\S+)/);
			const worker = startWorker(t, { lived: 1000 }, nameLease(id, server));
			await worker.line(/^lived on/);

			if (name === 'redis') {
				jump('-3h');
				await wait(1.5 * TTL);
				assertLives(worker);
				assert.doesNotMatch(holder.lines.join('\n'), /^ended/m);
			}
			jump('+3h');
			await wait(1.5 * TTL);
			const isLost = /^ended ERR_PARENT_WATCHDOG_LEASE_LOST/m.test(holder.lines.join('\n'));
			if (name === 'redis') assert.ok(isLost);
			if (!isLost) {
				assertLives(worker);
				holder.root.stdin?.end();
			}
			await assertEnded(worker, 'parent-gone by lease');

			// Whatever the clock says.
			jump('-3h');
			const next = hold(true);
			const [, greater] = await next.line(/^held (\d+)/);
			assert.ok(Number(greater) > Number(token), `${greater} > ${token}`);
		});
	}
});
