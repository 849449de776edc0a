/** Servers that are closed: requests end, connections that nobody needs do not hold anything up. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ending } from '../../helpers/ending.js';
import { start } from '../../helpers/start.js';

/** What the server's report and its client say, and whether the server has emitted 'close'. */
const situations: Record<string, { report: string; client?: string; server?: 'closed' }> = {
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
	for (const [SITUATION, expected] of Object.entries(situations)) {
		it(SITUATION, async (t) => {
			const MS = expected.report === 'forced' ? '1000' : '20000';
			const tree = start(t, 'executors/servers', { SITUATION, MS });
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
