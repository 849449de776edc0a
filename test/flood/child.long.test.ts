/**
 * A supervisor that floods its child: it neither crashes it, nor holds its event loop up, nor fills its
 * memory. `FLOOD_SECONDS` says for how long (`npm run test:flood`: 20 s a kind).
 */
import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import type { FixtureOptions } from '../fixtures/options.js';
import { fixture } from '../helpers/fixtures.js';
import { startMember } from '../helpers/lifeline.js';
import { checkLoad } from '../helpers/load.js';

const { FLOOD_SECONDS = '1' } = process.env;

const START = '{"type":"change","change":"set","key":"started"}\t1\n';
const entries = (count: number, text: (index: number) => string) =>
	Array.from({ length: count }, (_, index) => `"${index}"\t${text(index)}`).join('\t');
const set = (key: string, text: string) =>
	`{"type":"change","change":"set","key":"${key}"}\t${text}\n`;
const CLEAR = '{"type":"change","change":"clear"}\n';
/** As long as values may be. Each object has a shape of its own. */
const slow = Array.from({ length: 15 }, (_, part) => {
	const objects = Array.from({ length: 7000 }, (_, index) => {
		return `{"${(part * 7000 + index).toString(36)}":1}`;
	});
	return `[${objects
		.join()
		.slice(0, 65_000)
		.replace(/,[^,]*$/, '')}]`;
});

const GUARD = { PARENT_WATCHDOG_GUARD: '1' };
type Options = Partial<FixtureOptions['supervision/flooded-member']>;

const floods: Record<string, [text: string, options?: Options | typeof GUARD]> = {
	'lines of nonsense': ['x\n'],
	tabs: [`${'\t'.repeat(1_000_000)}\n`],
	'a line without an end': ['x'.repeat(1_000_000)],
	'long lines of nonsense': [`${'x'.repeat(8_000_000)}\n`],
	'the stop event': ['{"type":"stop"}\n'],
	'the question what it is doing': ['{"type":"trace","id":1}\n', { timers: 20_000 }],
	'answers that nobody waits for': ['{"type":"answer","id":1}\n'],
	'small changes': [`${START}${CLEAR}`],
	'large changes': [set('k', `"${'x'.repeat(65_000)}"`)],
	'values that are too large': [set('k', `"${'x'.repeat(1_000_000)}"`)],
	'values that are slow to parse': [slow.map((text) => set('k', text)).join('')],
	'values that are slow to parse, of which it hears late': [
		slow.map((text, index) => set(`${index}`, text)).join('') + CLEAR,
		{ listensByTurns: true },
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
	'deep values': [set('k', '['.repeat(65_000))],
	'values as deep as they may be': [
		set('k', `[${`${'['.repeat(63)}${']'.repeat(63)},`.repeat(500)}1]`),
	],
	'guard line: nonsense': ['x\n', GUARD],
	'guard line: the question what it is doing': ['{"type":"trace","id":1}\n', GUARD],
	'guard line: signals that nobody has sent': ['{"type":"signalled","signal":"SIGTERM"}\n', GUARD],
};

describe('a supervisor that floods its child with', { concurrency: 2 }, () => {
	for (const [name, [text, options]] of Object.entries(floods)) {
		it(name, async (t) => {
			const duration = Number(FLOOD_SECONDS) * 1000;
			const isGuarded = options === GUARD;
			const member = fixture('supervision/flooded-member', {
				duration,
				...(isGuarded ? {} : options),
			});
			const variables = isGuarded ? GUARD : {};
			const { tree, lifeline, guardLine } = startMember(t, member, variables, 60_000 + duration);
			await tree.line(/^ready/);
			lifeline.write(START);
			const stop = flood(isGuarded ? guardLine : lifeline, text);
			const [, json = '{}'] = await tree.line(/^result (.*)/);
			const written = stop();
			t.diagnostic(`${json}, ${written} bytes`);
			assert.ok(written > 1000, `${written} bytes were written`);
			checkLoad(JSON.parse(json));
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
