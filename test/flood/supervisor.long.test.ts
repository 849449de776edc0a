/**
 * A child that floods its supervisor: it neither crashes it, nor holds its event loop up, nor fills its
 * memory. `FLOOD_SECONDS` says for how long (`npm run test:flood`: 20 s a kind).
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture } from '../helpers/fixtures.js';
import { checkLoad } from '../helpers/load.js';
import { start } from '../helpers/start.js';

const { FLOOD_SECONDS = '1' } = process.env;

const floods: Record<string, Partial<FixtureOptions['supervision/flooded']>> = {
	'lines of nonsense': {},
	'empty lines': {},
	tabs: {},
	'a line without an end': {},
	'long lines of nonsense': {},
	'a line that drips': {},
	messages: {},
	'traces that nobody asked for': {},
	'the same hello': { fills: true },
	'a hello of another pid each time': { fills: true, reads: true },
	'a hello of another pid each time, unread': { fills: true, stops: true },
	'questions without changes': { reads: true },
	'questions without changes, unread': {},
	'deep values': { reads: true, listens: true },
	'the deepest line': { reads: true },
	'values that are slow to parse': { reads: true, listens: true },
	'small values': { reads: true, listens: true },
	'large values': { reads: true },
	'values that are too large': { reads: true },
	'all that the map holds, and nothing': { reads: true, listens: true },
	'small values, with 100 siblings that do not read': { reads: true, siblings: 100 },
	'large values, with 100 siblings that do not read': { reads: true, siblings: 100 },
	'guard line: nonsense': {},
	'guard line: messages': {},
	'guard line: stacks': {},
};

describe('a child that floods its supervisor with', { concurrency: 2 }, () => {
	for (const [name, options] of Object.entries(floods)) {
		it(name, async (t) => {
			const flood = name.replace(/, .*/, '').replace(/^all that.*/, name);
			const duration = Number(FLOOD_SECONDS) * 1000;
			const flooded = fixture('supervision/flooded', { flood, duration, ...options });
			const tree = start(t, flooded, {}, { deadline: 60_000 + duration });
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
