/** Servers that are closed: requests end, connections that nobody needs do not hold anything up. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { closeGracefully } from 'parent-watchdog';
import type { ServerName } from '../../fixtures/executors/servers.js';
import { ending } from '../../helpers/ending.js';
import { fixture } from '../../helpers/fixtures.js';
import { start } from '../../helpers/start.js';

/** What the server's report and its client say, and whether the server has emitted 'close'. */
const situations: Record<ServerName, { report: string; client?: string; server?: 'closed' }> = {
	'http that is idle': { report: 'closed', server: 'closed' },
	'http that never listened': { report: 'closed' },
	'http that was closed by its owner': { report: 'closed', server: 'closed' },
	'http that is being closed by its owner': {
		report: 'closed',
		client: 'whole',
		server: 'closed',
	},
	'http with a connection that is kept alive': {
		report: 'closed',
		client: 'whole',
		server: 'closed',
	},
	'http with a running request': { report: 'closed', client: 'whole', server: 'closed' },
	'http with a connection that never asks': {
		report: 'closed',
		client: 'closed',
		server: 'closed',
	},
	'http with a request that never ends': {
		report: 'forced',
		client: 'cut off',
		server: 'closed',
	},
	'http with a connection that was upgraded': {
		report: 'forced',
		client: 'closed',
		server: 'closed',
	},
	'http with a request whose connection is kept alive': {
		report: 'closed',
		client: 'whole',
		server: 'closed',
	},
	'fastify with a running request': { report: 'closed', client: 'whole' },
	'fastify with a request that never ends': { report: 'forced', client: 'cut off' },
	'socket.io with a client': { report: 'closed', client: 'closed' },
	'ws with a client': { report: 'closed', client: 'told', server: 'closed' },
	'ws with a client that does not answer': { report: 'forced', server: 'closed' },
	'ws that was closed by its owner': { report: 'closed' },
	'http2 with a session': { report: 'closed', client: 'closed', server: 'closed' },
	'http2 with a stream that never ends': {
		report: 'forced',
		client: 'closed',
		server: 'closed',
	},
	'net that is idle': { report: 'closed', server: 'closed' },
	'net with a connection that its peer ends': {
		report: 'closed',
		client: 'closed',
		server: 'closed',
	},
	'net with a connection that never ends': {
		report: 'forced',
		client: 'closed',
		server: 'closed',
	},
};

describe('a server of', { concurrency: 2 }, () => {
	for (const [name, expected] of Object.entries(situations)) {
		it(name, async (t) => {
			const situation = name as ServerName;
			const ms = expected.report === 'forced' ? 1000 : 20_000;
			const tree = start(t, fixture('executors/servers', { situation, ms }));
			const { lines, code, stderr } = await ending(tree);
			assert.equal(stderr, '');
			assert.equal(code, 0);
			assert.deepEqual(
				lines.map((line) => line.split(': ')).sort(),
				Object.entries(expected).sort(),
			);
		});
	}
});

describe('closeGracefully()', { concurrency: 2 }, () => {
	it('serves what it has been asked for, and is done soon after', async (t) => {
		const server = createServer({ keepAliveTimeout: 60_000 }, (_, response) => {
			setTimeout(() => response.end('whole'), 300);
		}).listen(0);
		t.after(() => server.closeAllConnections());
		const { port } = server.address() as AddressInfo;
		const agent = new Agent({ keepAlive: true });
		const answered = once(get({ agent, port }), 'response');
		await once(server, 'request');
		const { name, outcome, ms } = await closeGracefully(server, { name: 'it', timeout: 20_000 });
		assert.deepEqual([name, outcome], ['it', 'closed']);
		// 300 ms, and what a loaded machine takes; the connection itself would have been kept for a minute.
		assert.ok(ms < 5000, `${ms} ms`);
		const [response] = await answered;
		assert.equal((await response.toArray()).join(''), 'whole');
	});

	it('ends by force what takes too long', async () => {
		const server = createServer(() => {}).listen(0);
		const { port } = server.address() as AddressInfo;
		const request = get({ port }).on('error', () => {});
		const closed = new Promise((resolve) => request.on('close', resolve));
		await once(server, 'request');
		assert.equal((await closeGracefully(server, { timeout: 50 })).outcome, 'forced');
		await closed;
	});

	it('leaves no listener behind, and refuses what cannot be closed', async () => {
		const server = createServer();
		const before = server.listenerCount('connection');
		await closeGracefully(server);
		assert.equal(server.listenerCount('connection'), before);
		await assert.rejects(closeGracefully({}), {
			name: 'TypeError',
			code: 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT',
		});
	});
});
