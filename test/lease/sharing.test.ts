/** One watch of the engine a host, whatever runs there; and what a supervisor does with a lease of its own. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { holdLease } from 'parent-watchdog/lease';
import { supervise } from 'parent-watchdog/supervisor';
import { withoutEngine } from '../helpers/engine-programs.js';
import { fixture } from '../helpers/fixtures.js';
import { nameLease, useRedis } from '../helpers/leases.js';
import { PRELOAD, start } from '../helpers/start.js';
import { until } from '../helpers/until.js';

const TTL = 1500;
/** For processes that start others, which takes a while on a busy machine. */
const LONG_TTL = 2 * TTL;
const WORKERS = 5;

describe('a lease', { skip: withoutEngine('redis') }, () => {
	const at = useRedis();

	test('is watched once a host; its end is told over the lifelines', async (t) => {
		const lease = await holdLease({ engine: at.server.url, key: 'shared', ttl: TTL });
		const before = await countConnections();
		const agent = startAgent(t, lease.id);
		await agent.times(/^ready/, WORKERS);
		// One to read and one to hear.
		await until('the agent is connected', async () => (await countConnections()) >= before + 2);
		assert.equal(await countConnections(), before + 2);
		await lease.release();
		const lines = await agent.end();
		const expected = 'hook: parent-gone by lease; alive: false';
		assert.equal(lines.filter((line) => line === expected).length, WORKERS, lines.join('\n'));
		assert.ok(lines.includes('agent: parent-gone by lease'));
		assert.equal(lines.filter((line) => line === 'environment: ').length, WORKERS);
		// Told before the agent's own hooks have run, and long before anybody is stopped.
		assert.equal((await agent.exit()).code, 129);
	});

	test('is out of reach for all of the host together', async (t) => {
		const lease = await holdLease({ engine: at.server.url, key: 'away', ttl: TTL });
		const agent = startAgent(t, lease.id);
		await agent.times(/^ready/, WORKERS);
		at.server.signal('SIGSTOP');
		const lines = await agent.end().finally(() => at.server.signal('SIGCONT'));
		const expected = 'hook: parent-unreachable by lease; alive: true';
		assert.equal(lines.filter((line) => line === expected).length, WORKERS, lines.join('\n'));
		await lease.release();
	});

	test('of a supervisor is named to programs, not to children that watch it', async (t) => {
		const tree = startCoordinator(t, 'named');
		const [, id] = await tree.line(/^held (.+)/);
		assert.equal((await tree.line(/^named (.*)/))[1], id);
		await tree.line(/^environment: $/);
		await tree.line(/^ready/);
		tree.root.stdin?.write('stop\n');
		const lines = await tree.end();
		const order = lines.filter((line) => /^(hook|ended|stopped)/.test(line));
		// Nobody else can have it while a child is left.
		assert.match(order[0] ?? '', /^hook/);
		assert.deepEqual(order.slice(1), ['ended ERR_PARENT_WATCHDOG_LEASE_RELEASED', 'stopped 2']);
		assert.equal(await at.client.get('named'), null);
	});

	test('of a supervisor is released when a signal ends it', async (t) => {
		const tree = startCoordinator(t, 'signalled');
		await tree.line(/^ready/);
		tree.kill('SIGTERM');
		await tree.end();
		assert.equal((await tree.exit()).signal, 'SIGTERM');
		assert.equal(await at.client.get('signalled'), null);
	});

	test('of a supervisor stops all that it has started when it is lost', async (t) => {
		const tree = startCoordinator(t, 'lost');
		await tree.line(/^ready/);
		await at.client.del('lost');
		await tree.line(/^ended ERR_PARENT_WATCHDOG_LEASE_LOST/);
		await tree.line(/^hook/);
		tree.root.stdin?.end();
		tree.kill('SIGTERM');
		await tree.end();
	});

	test('of a supervisor is what holdLease() gives', () => {
		for (const lease of [
			'redis:1:1000:key',
			{},
			{ id: '', signal: new AbortController().signal },
		]) {
			assert.throws(() => supervise({ lease: lease as never }), {
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				message: /lease must be a lease that holdLease/,
			});
		}
	});

	function startAgent(t: TestContext, id: string) {
		const agent = fixture('lease/agent', { workers: WORKERS });
		return start(t, agent, nameLease(id, at.server), { execArgv: PRELOAD });
	}

	function startCoordinator(t: TestContext, key: string) {
		return start(t, fixture('lease/coordinator', { engine: at.server.url, key, ttl: LONG_TTL }));
	}

	async function countConnections(): Promise<number> {
		return String(await at.client.client('LIST'))
			.trim()
			.split('\n').length;
	}
});
