/**
 * A child that floods its supervisor: it neither crashes it, nor holds its event loop up, nor fills its
 * memory. `FLOOD_SECONDS` says for how long (`npm run test:flood`: 20 s a kind).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkLoad } from '../helpers/load.js';
import { start, type Variables } from '../helpers/start.js';

const { FLOOD_SECONDS = '1' } = process.env;

const floods: Record<string, Variables> = {
	'lines of nonsense': {},
	'empty lines': {},
	tabs: {},
	'a line without an end': {},
	'long lines of nonsense': {},
	'a line that drips': {},
	messages: {},
	'traces that nobody asked for': {},
	'the same hello': { FILLS: '1' },
	'a hello of another pid each time': { FILLS: '1', READS: '1' },
	'a hello of another pid each time, unread': { FILLS: '1', STOPS: '1' },
	'questions without changes': { READS: '1' },
	'questions without changes, unread': {},
	'deep values': { READS: '1', LISTENS: '1' },
	'the deepest line': { READS: '1' },
	'values that are slow to parse': { READS: '1', LISTENS: '1' },
	'small values': { READS: '1', LISTENS: '1' },
	'large values': { READS: '1' },
	'values that are too large': { READS: '1' },
	'all that the map holds, and nothing': { READS: '1', LISTENS: '1' },
	'small values, with 100 siblings that do not read': { READS: '1', SIBLINGS: '100' },
	'large values, with 100 siblings that do not read': { READS: '1', SIBLINGS: '100' },
	'guard line: nonsense': {},
	'guard line: messages': {},
	'guard line: stacks': {},
};

describe('a child that floods its supervisor with', { concurrency: 2 }, () => {
	for (const [name, variables] of Object.entries(floods)) {
		it(name, async (t) => {
			const FLOOD = name.replace(/, .*/, '').replace(/^all that.*/, name);
			const tree = start(
				t,
				'supervision/flooded',
				{ FLOOD, SECONDS: FLOOD_SECONDS, ...variables },
				{ deadline: 60_000 + Number(FLOOD_SECONDS) * 1000 },
			);
			const [, json = '{}'] = await tree.line(/^result (.*)/);
			const { stopped, bytesRead, ...load } = JSON.parse(json);
			t.diagnostic(json);
			assert.ok(bytesRead > 1000, `it has read ${bytesRead} bytes`);
			checkLoad(load);
			assert.ok(stopped < 10_000, `its stop took ${stopped} ms`);
			assert.equal((await tree.exit()).code, 0);
		});
	}
});
