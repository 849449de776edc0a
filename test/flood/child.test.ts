/**
 * A supervisor that floods its child: it neither crashes it, nor holds its event loop up, nor fills its
 * memory. `FLOOD_SECONDS` says for how long (`npm run test:flood`: 20 s a kind).
 */
import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import { startMember } from '../helpers/lifeline.js';
import type { Variables } from '../helpers/start.js';

const { FLOOD_SECONDS = '1' } = process.env;

const START = '{"type":"change","change":"set","key":"started"}\t1\n';
const entries = (count: number, text: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => `"${index}"\t${text(index)}`).join('\t');
/** Each object has a shape of its own. */
const slow = Array.from({ length: 70_000 }, (_, index) => `{"${index.toString(36)}":1}`).join();

const floods: Record<string, [text: string, variables?: Variables]> = {
	'lines of nonsense': ['x\n'],
	tabs: [`${'\t'.repeat(1_000_000)}\n`],
	'a line without an end': ['x'.repeat(1_000_000)],
	'long lines of nonsense': [`${'x'.repeat(8_000_000)}\n`],
	'the stop event': ['{"type":"stop"}\n'],
	'the question what it is doing': ['{"type":"trace","id":1}\n', { TIMERS: '20000' }],
	'answers that nobody waits for': ['{"type":"answer","id":1}\n'],
	'small changes': [`${START}{"type":"change","change":"clear"}\n`],
	'large changes': [`{"type":"change","change":"set","key":"k"}\t"${'x'.repeat(1_000_000)}"\n`],
	'values that are slow to parse': [
		`{"type":"change","change":"set","key":"k"}\t[${slow.slice(0, 1_000_000)}1]\n`,
	],
	'states with many entries': [
		`{"type":"state","isLast":true}\t${entries(1000, () => '1')}\n{"type":"state","isLast":true}\n`,
	],
	'a state that does not end': [
		Array.from({ length: 100 }, (_, part) => {
			const texts = entries(1000, () => '1').replaceAll(/"(\d+)"/g, `"${part} $1"`);
			return `{"type":"state","isLast":false}\t${texts}\n`;
		}).join(''),
	],
	'ever more entries': [
		Array.from({ length: 100_000 }, (_, index) => {
			return `{"type":"change","change":"set","key":"${index}"}\t"${'x'.repeat(100)}"\n`;
		}).join(''),
	],
	'deep values': [`{"type":"change","change":"set","key":"k"}\t${'['.repeat(1_000_000)}\n`],
};

/** In ms. One value of 1 MB is read in one go, and a supervisor is trusted with more than a child is. */
const LONGEST_TURN = 50;
const LONGEST_TURN_OF_VALUES = 250;
const VALUES = ['values that are slow to parse', 'deep values'];

describe('a supervisor that floods its child with', { concurrency: 2 }, () => {
	for (const [name, [text, variables]] of Object.entries(floods)) {
		it(name, async (t) => {
			const SECONDS = FLOOD_SECONDS;
			const deadline = 60_000 + Number(SECONDS) * 1000;
			const { tree, lifeline } = startMember(
				t,
				{ SECONDS, ...variables },
				'supervision/flooded-member',
				deadline,
			);
			await tree.line(/^ready/);
			lifeline.write(START);
			const stop = flood(lifeline, text);
			const [, json = '{}'] = await tree.line(/^result (.*)/);
			const written = stop();
			t.diagnostic(`${json}, ${written} bytes`);
			const { blocked, held } = JSON.parse(json);
			assert.ok(written > 1000, `${written} bytes were written`);
			const limit = VALUES.includes(name) ? LONGEST_TURN_OF_VALUES : LONGEST_TURN;
			assert.ok(blocked < limit, `its event loop was held up for ${blocked} ms`);
			assert.ok(held < 16 * 1024 * 1024, `it held ${held} bytes`);
			tree.kill('SIGTERM');
			assert.equal((await tree.exit()).signal, 'SIGTERM', tree.output.stderr);
		});
	}
});

/** In bytes. */
const CHUNK = 65_536;

/** As fast as it is read, and without reading; returns what stops it, and tells how much that was. */
function flood(lifeline: Duplex, text: string): () => number {
	const bytes = Buffer.from(text.repeat(Math.ceil(CHUNK / text.length)));
	let written = 0;
	let isOver = false;
	lifeline.pause();
	const write = () => {
		if (isOver || lifeline.destroyed) return;
		const from = written % bytes.length;
		const chunk = bytes.subarray(from, from + CHUNK);
		lifeline.write(chunk, () => {
			written += chunk.length;
			setImmediate(write);
		});
	};
	write();
	return () => {
		isOver = true;
		return written;
	};
}
