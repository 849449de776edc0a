import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { Etcd3 } from 'etcd3';
import { Redis } from 'ioredis';
import { etcd, type HeldLease, holdLease, postgres, redis } from 'parent-watchdog/lease';
import { Pool } from 'pg';
import { createClient } from 'redis';
import { JUMPING_CLOCK, wallClock, withoutFaketime } from '../helpers/clocks.js';
import { findPort, withoutEngine } from '../helpers/engine-programs.js';
import { startEngine } from '../helpers/engines.js';
import { fixture } from '../helpers/fixtures.js';
import { useRedis } from '../helpers/leases.js';
import { type StartOptions, start, type Variables } from '../helpers/start.js';
import { inTime } from '../helpers/supervised.js';
import type { Tree } from '../helpers/tree.js';

const TTL = 1000;

const FENCED = `
if tonumber(redis.call('GET', KEYS[2]) or 0) > tonumber(ARGV[1]) then return 0 end
redis.call('MSET', KEYS[1], ARGV[2], KEYS[2], ARGV[1])
return 1`;

describe('a lease that is held', { skip: withoutEngine('redis') }, () => {
	const at = useRedis();
	const hold = (key: string, ttl = TTL) => holdLease({ engine: redis(at.client), key, ttl });

	test('is renewed until it is released', async () => {
		await using lease = await hold('renewed');
		assert.match(lease.id, new RegExp(`^redis:${lease.token}:${TTL}:renewed$`));
		const end = performance.now() + 2.5 * TTL;
		while (performance.now() < end) {
			assert.equal(await at.client.get('renewed'), String(lease.token));
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		assert.equal(lease.signal.aborted, false);
		const released = lease.release();
		assert.equal(lease.signal.reason.code, 'ERR_PARENT_WATCHDOG_LEASE_RELEASED');
		assert.equal(await released, true);
		assert.equal(await at.client.get('renewed'), null);
		assert.equal(await lease.release(), true);
	});

	test('is refused while somebody else holds it', async () => {
		const first = await hold('held');
		await assert.rejects(hold('held'), { code: 'ERR_PARENT_WATCHDOG_LEASE_HELD', message: /held/ });
		await first.release();
		const next = await hold('held');
		assert.ok(next.token > first.token);
		await next.release();
	});

	test('is lost when the key was taken away, at the next renewal', async () => {
		const lease = await hold('taken');
		await at.client.set('taken', '1');
		assert.match((await ended(lease)).message, /taken away/);
		// Not ours, so not removed.
		assert.equal(await at.client.get('taken'), '1');
	});

	test('is lost before it expires when the engine stands still', async () => {
		const lease = await hold('frozen', 2000);
		await new Promise((resolve) => setTimeout(resolve, 300));
		at.server.signal('SIGSTOP');
		try {
			const began = performance.now();
			assert.match((await ended(lease)).message, /in time/);
			const ms = performance.now() - began;
			assert.ok(ms < 2000 && ms > 1000, `after ${ms} ms`);
		} finally {
			at.server.signal('SIGCONT');
		}
	});

	test('is lost by a coordinator that was frozen, before it does anything else', async (t) => {
		const frozen = startHolder(t, 'thawed');
		const [, token] = await frozen.line(/^held (\d+)/);
		frozen.root.kill('SIGSTOP');
		const next = await holdSoon('thawed');
		frozen.root.kill('SIGCONT');
		await frozen.line(/^ended ERR_PARENT_WATCHDOG_LEASE_LOST/);
		assert.ok(next.token > Number(token));
		// The old one has taken nothing from the new one, and what it still has under way is refused.
		assert.equal(await at.client.get('thawed'), String(next.token));
		assert.equal(await store(next.token, 'of the new one'), 1);
		assert.equal(await store(Number(token), 'of the old one'), 0);
		assert.equal(await at.client.get('stored'), 'of the new one');
		await next.release();
	});

	test('is free within its TTL when the coordinator was killed', async (t) => {
		const killed = startHolder(t, 'killed');
		await killed.line(/^held/);
		killed.root.kill('SIGKILL');
		const began = performance.now();
		const next = await holdSoon('killed');
		const ms = performance.now() - began;
		assert.ok(ms < TTL * 1.1, `after ${ms} ms`);
		await next.release();
	});

	test('does not mind a clock that jumps', { skip: withoutFaketime }, async (t) => {
		const jumping = startHolder(t, 'jumping', wallClock(t), { execArgv: JUMPING_CLOCK });
		const [, token] = await jumping.line(/^held (\d+)/);
		const end = performance.now() + 2.5 * TTL;
		while (performance.now() < end) {
			assert.equal(await at.client.get('jumping'), token);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		assert.doesNotMatch(jumping.lines.join('\n'), /^ended/m);
		jumping.root.stdin?.end();
		await jumping.line(/^released true/);
		await jumping.exit();
	});

	test('has one holder when many fight for it, and each next one a greater token', async () => {
		let isHeld = false;
		const tokens: number[] = [];
		const fight = async () => {
			const lease = await holdSoon('fought');
			assert.equal(isHeld, false);
			isHeld = true;
			tokens.push(lease.token);
			await new Promise((resolve) => setTimeout(resolve, 20));
			isHeld = false;
			await lease.release();
		};
		await Promise.all([fight(), fight(), fight(), fight(), fight()]);
		assert.deepEqual(
			tokens,
			tokens.toSorted((a, b) => a - b),
		);
		assert.equal(new Set(tokens).size, 5);
	});

	/** A storage that knows the greatest token that it has seen. */
	async function store(token: number, value: string): Promise<unknown> {
		return at.client.eval(FENCED, 2, 'stored', 'stored:token', token, value);
	}

	async function holdSoon(key: string): Promise<HeldLease> {
		for (;;) {
			const lease = await hold(key).catch((error) => {
				if (error.code !== 'ERR_PARENT_WATCHDOG_LEASE_HELD') throw error;
			});
			if (lease) return lease;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	function startHolder(
		t: TestContext,
		key: string,
		variables?: Variables,
		options?: StartOptions,
	): Tree {
		const holder = fixture('lease/holder', { engine: at.server.url, key, ttl: TTL });
		return start(t, holder, variables, options);
	}
});

describe('a lease in PostgreSQL', { skip: withoutEngine('postgres') }, () => {
	test('is lost at once when the server ends its session', async () => {
		const server = await startEngine('postgres');
		const pool = new Pool({ connectionString: server.url });
		pool.on('error', () => {});
		const lease = await holdLease({ engine: postgres(pool), key: 'session', ttl: 60_000 });
		const killed = await pool.query(
			"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'",
		);
		assert.equal(killed.rowCount, 1);
		assert.match((await ended(lease)).message, /the engine has ended it/);
		await pool.end();
		await server.stop();
	});
});

describe('what is wrong is told', () => {
	const engine = { name: 'none', acquire: async () => undefined, read: async () => undefined };
	const wrong = {
		'a TTL under 1 s': { key: 'key', ttl: 999, engine },
		'no number': { key: 'key', ttl: '10s' as never, engine },
		'no key': { engine } as never,
		'a key with a space': { key: 'a key', engine },
		'a key with a wildcard': { key: 'a*', engine },
	};
	for (const [what, options] of Object.entries(wrong)) {
		test(what, () =>
			assert.rejects(holdLease(options), { code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION' }),
		);
	}

	for (const unknown of ['mysql://user:secret@host', 'secret', 42, null, { name: 'secret' }]) {
		test(`an unknown engine: ${inspect(unknown)}`, async () => {
			const error = await failure(holdLease({ key: 'key', engine: unknown as never }));
			assert.equal(error.code, 'ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE');
			assert.doesNotMatch(inspect(error), /secret/);
		});
	}

	test('a client that is not connected, of each kind', async () => {
		const port = await findPort();
		const ioredis = new Redis({ port, lazyConnect: true, maxRetriesPerRequest: 0 });
		ioredis.on('error', () => {});
		const pool = new Pool({ port, host: '127.0.0.1', password: 'secret' });
		const etcd3 = new Etcd3({ hosts: `http://127.0.0.1:${port}` });
		const engines = {
			ioredis: redis(ioredis),
			redis: redis(createClient({ url: `redis://user:secret@127.0.0.1:${port}` })),
			pg: postgres(pool),
			etcd3: etcd(etcd3),
			'redis by address': `redis://user:secret@127.0.0.1:${port}`,
			'postgres by address': `postgres://user:secret@127.0.0.1:${port}/db`,
			'etcd by address': `etcd://user:secret@127.0.0.1:${port}`,
		};
		for (const [name, engine] of Object.entries(engines)) {
			const error = await failure(holdLease({ engine, key: 'key', ttl: TTL }));
			assert.equal(error.code, 'ERR_PARENT_WATCHDOG_LEASE_UNREACHABLE', name);
			assert.doesNotMatch(inspect(error), /secret/, name);
		}
		ioredis.disconnect();
		etcd3.close();
		await pool.end();
	});
});

async function ended({ signal }: HeldLease): Promise<NodeJS.ErrnoException> {
	await inTime(
		new Promise((resolve) => {
			if (signal.aborted) resolve(undefined);
			else signal.addEventListener('abort', resolve);
		}),
	);
	assert.equal(signal.reason.code, 'ERR_PARENT_WATCHDOG_LEASE_LOST');
	return signal.reason;
}

async function failure(promise: Promise<unknown>): Promise<NodeJS.ErrnoException> {
	try {
		await promise;
	} catch (error) {
		return error as NodeJS.ErrnoException;
	}
	return assert.fail('it did not fail');
}
