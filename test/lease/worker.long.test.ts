/** Workers whose parent is a lease. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import 'etcd3';
import 'pg';
import { type HeldLease, holdLease } from 'parent-watchdog/lease';
import { createFolder } from '../helpers/ending.js';
import { ENGINES, withoutEngine } from '../helpers/engine-programs.js';
import { fixture } from '../helpers/fixtures.js';
import {
	assertEnded,
	assertLives,
	nameLease,
	startWorker,
	useEngine,
	useRedis,
	wait,
} from '../helpers/leases.js';
import { start } from '../helpers/start.js';

/** Of a lease that has to expire, in ms. Others are held longer: this process may be busy for a while. */
const TTL = 1500;
const LONG = 9000;

describe('a worker', { concurrency: ENGINES.length + 1 }, () => {
	for (const name of ENGINES) {
		describe(`with a lease in ${name}`, { skip: withoutEngine(name), concurrency: 1 }, () => {
			const at = useEngine(name);
			let keys = 0;
			const hold = async (): Promise<HeldLease> => {
				keys += 1;
				return holdLease({ engine: at.server.url, key: `key-${keys}`, ttl: LONG });
			};

			test('ends at once when it is released', async (t) => {
				const lease = await holdLease({ engine: at.server.url, key: 'released', ttl: 60_000 });
				const variables = nameLease(lease.id, at.server);
				const workers = [1, 2].map(() => startWorker(t, { lived: 1500 }, variables));
				for (const worker of workers) await worker.line(/^lived on/);
				workers.forEach(assertLives);
				const began = performance.now();
				await lease.release();
				await Promise.all(workers.map((worker) => assertEnded(worker, 'parent-gone by lease')));
				const ms = performance.now() - began;
				// Less than any poll takes; how soon it is on a quiet machine, the bench says.
				assert.ok(ms < 10_000, `after ${ms} ms`);
			});

			test('ends within the TTL when the coordinator was killed', async (t) => {
				const options = { engine: at.server.url, key: 'k', ttl: TTL };
				const holder = start(t, fixture('lease/holder', options));
				const [, id = '', ttl] = await holder.line(/^held \d+ (\S+:(\d+):k)/);
				const worker = startWorker(t, { lived: 1000 }, nameLease(id, at.server));
				await worker.line(/^lived on/);
				holder.kill('SIGKILL');
				const began = performance.now();
				await assertEnded(worker, 'parent-gone by lease');
				const ms = performance.now() - began;
				assert.ok(ms < Number(ttl) + 5000, `after ${ms} ms of ${ttl}`);
			});

			test('ends when the engine was out of reach for too long, and not before', async (t) => {
				const lease = await hold();
				const variables = nameLease(lease.id, at.server);
				const patient = startWorker(t, {}, { ...variables, PARENT_WATCHDOG_PARTITION: 'Infinity' });
				const partition = { PARENT_WATCHDOG_PARTITION: '3000' };
				const worker = startWorker(t, { lived: 1000 }, { ...variables, ...partition });
				await worker.line(/^lived on/);
				at.server.signal('SIGSTOP');
				try {
					const began = performance.now();
					await wait(800);
					assertLives(worker);
					await assertEnded(worker, 'parent-unreachable by lease');
					const ms = performance.now() - began;
					assert.ok(ms > 900 && ms < 9000, `after ${ms} ms`);
					assertLives(patient);
				} finally {
					at.server.signal('SIGCONT');
				}
				await lease.release();
				await assertEnded(patient, 'parent-gone by lease');
			});

			test('lives on when the engine comes back in time with its data, and ends without', async (t) => {
				const lease = await holdLease({ engine: at.server.url, key: 'restarted', ttl: 10_000 });
				const variables = nameLease(lease.id, at.server);
				const worker = startWorker(t, { lived: 1000 }, variables);
				await worker.line(/^lived on/);
				await at.server.restart(true);
				await wait(3500);
				if (name === 'postgres') {
					// A lock is of a session, and no session outlives its server.
					await assertEnded(worker, 'parent-gone by lease');
					assert.equal(lease.signal.aborted, true);
				} else {
					assertLives(worker);
					assert.equal(lease.signal.aborted, false);
					await at.server.restart(false);
					await assertEnded(worker, 'parent-gone by lease');
				}
				await lease.release();
			});
		});
	}

	describe('with a lease', { skip: withoutEngine('redis'), concurrency: 1 }, () => {
		const at = useRedis();
		const hold = (key: string, ttl = LONG) => holdLease({ engine: at.server.url, key, ttl });

		test('ends when somebody else holds it, though nobody says so', async (t) => {
			const lease = await hold('replaced');
			const worker = startWorker(t, { lived: 1000 }, nameLease(lease.id, at.server));
			await worker.line(/^lived on/);
			await at.client.set('replaced', lease.token + 1);
			await assertEnded(worker, 'parent-gone by lease');
			await lease.release();
		});

		test('passes neither its name nor the password on, and shows none', async (t) => {
			await at.client.call('ACL', 'SETUSER', 'worker', 'on', '>hunter2', '~*', '&*', '+@all');
			const lease = await hold('secret');
			const url = at.server.url.replace('//', '//worker:hunter2@');
			const report = join(createFolder(t), 'report');
			const variables = {
				...nameLease(lease.id, { ...at.server, url }),
				NODE_DEBUG: 'parent-watchdog',
				PARENT_WATCHDOG_REPORT: report,
			};
			const worker = startWorker(t, { lived: 1000 }, variables);
			await worker.line(/^lived on/);
			await at.client.call('ACL', 'SETUSER', 'worker', 'off');
			await at.client.call('CLIENT', 'KILL', 'USER', 'worker');
			await assertEnded(worker, 'parent-unreachable by lease');
			assert.ok(worker.lines.includes('environment: '), worker.lines.join('\n'));
			assert.match(worker.output.stderr, /WRONGPASS|lease/);
			const told = readFileSync(report, 'utf8');
			assert.match(told, /parent-unreachable/);
			assert.doesNotMatch(`${worker.output.stderr}${worker.lines}${told}`, /hunter2/);
			await lease.release();
		});

		test('is kept alive by nothing', async (t) => {
			const lease = await hold('idle');
			const worker = startWorker(t, { idle: true }, nameLease(lease.id, at.server));
			assert.deepEqual(await worker.exit(), { code: 0, signal: null });
			await lease.release();
		});

		test('may use a client of its own, and take whoever holds the key', async (t) => {
			const lease = await hold('own');
			const client = { engine: at.server.url, key: 'own' };
			const worker = startWorker(t, { client, lived: 2000 }, {}, { execArgv: [] });
			await worker.line(/^lived on/);
			assertLives(worker);
			await lease.release();
			await assertEnded(worker, 'parent-gone by lease');
		});

		test('is gone if nobody holds the key', async (t) => {
			const id = `redis:1:${LONG}:nobody`;
			await assertEnded(startWorker(t, {}, nameLease(id, at.server)), 'parent-gone by lease');
		});

		test('lives on after it was frozen or blocked for longer than all its times', async (t) => {
			const lease = await hold('frozen', 3000);
			const variables = nameLease(lease.id, at.server);
			const frozen = startWorker(t, { lived: 1000 }, variables);
			const client = { engine: at.server.url, key: 'frozen' };
			const blocked = startWorker(t, { client, blocked: 7000 }, {}, { execArgv: [] });
			await frozen.line(/^lived on/);
			frozen.kill('SIGSTOP');
			await wait(7000);
			frozen.kill('SIGCONT');
			await blocked.line(/^unblocked/);
			await wait(1500);
			assertLives(frozen);
			assertLives(blocked);
			await lease.release();
			await assertEnded(frozen, 'parent-gone by lease');
			await assertEnded(blocked, 'parent-gone by lease');
		});

		test('with a guard, ends though it is blocked', async (t) => {
			const lease = await hold('blocked');
			const variables = {
				...nameLease(lease.id, at.server),
				PARENT_WATCHDOG_GUARD: '1',
				PARENT_WATCHDOG_GRACE_PERIOD: '2000',
			};
			const worker = startWorker(t, { blocked: 'for ever' }, variables);
			await worker.line(/^blocked/);
			await lease.release();
			await assertEnded(worker, 'parent-gone by lease');
		});

		test('watches it alone where it leads a session of its own', async (t) => {
			const lease = await hold('session');
			const prefix = ['sh', '-c', 'setsid --fork "$@"', 'sh'];
			const variables = nameLease(lease.id, at.server);
			const worker = startWorker(t, { lived: 2000 }, variables, { prefix });
			// The shell that has started it is gone.
			await worker.exit();
			await worker.line(/^lived on/);
			await lease.release();
			assert.match((await worker.end()).join('\n'), /^hook: parent-gone by lease/m);
		});

		test('is told what is wrong with the variables, and lives without', async (t) => {
			const lease = await hold('wrong');
			const { url } = at.server;
			const cases: [id: string, url: string, told: RegExp][] = [
				['no id', url, /PARENT_WATCHDOG_LEASE must be the id of a lease.*but is "no id"/],
				[lease.id, 'mysql://user:hunter2@host', /engine must be .* but is one with mysql:\/\//],
				[lease.id, 'etcd://user:hunter2@host', /must be the id of a lease/],
			];
			for (const [id, address, told] of cases) {
				const variables = { PARENT_WATCHDOG_LEASE: id, PARENT_WATCHDOG_LEASE_URL: address };
				const worker = startWorker(t, { lived: 300 }, variables);
				await worker.line(/^lived on/);
				assertLives(worker);
				assert.match(worker.output.stderr, told);
				assert.doesNotMatch(worker.output.stderr, /hunter2/);
			}
			await lease.release();
		});
	});
});
