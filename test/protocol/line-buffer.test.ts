/** Lines cut out of chunks, whatever the chunks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { LineBuffer } from '../../src/protocol/line-buffer.js';

const LIMIT = 100_000;

/** Each line that is too long as `cut: <its length>`. */
function read(chunks: readonly (string | Buffer)[], limit = LIMIT): string[] {
	const buffer = new LineBuffer(limit);
	const lines: string[] = [];
	for (const chunk of chunks) {
		const lent = Buffer.from(chunk);
		buffer.push(lent);
		// It was only lent.
		lent.fill('!');
		for (let line = buffer.next(); line; line = buffer.next())
			lines.push(line.isCut ? `cut: ${line.bytes.length}` : line.bytes.toString());
	}
	return lines;
}

describe('lines', () => {
	const cases: Record<string, [chunks: (string | Buffer)[], lines: string[]]> = {
		'one a chunk': [
			['a\n', 'b\n'],
			['a', 'b'],
		],
		'several a chunk, and a half': [
			['a\nb\nc', 'd\n'],
			['a', 'b', 'cd'],
		],
		'in single bytes': [[...'ab\ncd\n'], ['ab', 'cd']],
		'empty ones': [
			['a', '\n', '\n', 'b', '\n'],
			['a', '', 'b'],
		],
		'none without an end': [['a'], []],
		'characters cut in the middle': [
			[...Buffer.from('é€😀\n')].map((byte) => Buffer.from([byte])),
			['é€😀'],
		],
		'long and short ones in turn': [
			[`${'x'.repeat(90_000)}\na`, '\n', `${'y'.repeat(90_000)}`, '\nb\n'],
			['x'.repeat(90_000), 'a', 'y'.repeat(90_000), 'b'],
		],
	};
	for (const [name, [chunks, lines]] of Object.entries(cases)) {
		it(name, () => assert.deepEqual(read(chunks), lines));
	}

	it('whatever the chunks', () => {
		const lines = Array.from({ length: 300 }, (_, index) => 'x'.repeat((index * 7919) % 2000));
		const bytes = Buffer.from(`${lines.join('\n')}\n`);
		for (const size of [1, 7, 1000, 1999, 2001, 65_536]) {
			const chunks: Buffer[] = [];
			for (let from = 0; from < bytes.length; from += size)
				chunks.push(bytes.subarray(from, from + size));
			assert.deepEqual(read(chunks, 2000), lines, `chunks of ${size} bytes`);
		}
	});

	it('of the greatest length', () => {
		const longest = 'x'.repeat(LIMIT);
		assert.deepEqual(read([longest, '\na\n']), [longest, 'a']);
		assert.deepEqual(read([`${longest}\na\n`]), [longest, 'a']);
	});

	it('that are too long are returned once, cut, and skipped', () => {
		const half = 'x'.repeat(LIMIT / 2 + 1);
		const chunks = [
			'a\n',
			half,
			half,
			half,
			half,
			'x\nb\n',
			half,
			half,
			'\nc\n',
			`${half}${half}\n`,
		];
		const cut = `cut: ${LIMIT}`;
		assert.deepEqual(read(chunks), ['a', cut, 'b', cut, 'c', cut]);
	});

	it('that drip in byte by byte cost no more than their length', () => {
		const buffer = new LineBuffer(1_000_000);
		const byte = Buffer.from('x');
		const before = process.memoryUsage().arrayBuffers;
		for (let count = 0; count < 500_000; count++) {
			buffer.push(byte);
			assert.equal(buffer.next(), undefined);
		}
		const held = process.memoryUsage().arrayBuffers - before;
		assert.ok(held < 4_000_000, `${held} bytes are held`);
		buffer.push(Buffer.from('\n'));
		assert.equal(buffer.next()?.bytes.length, 500_000);
	});

	it('that are read leave no memory behind', () => {
		const buffers = Array.from({ length: 100 }, () => new LineBuffer(1_000_000));
		const before = process.memoryUsage().arrayBuffers;
		const chunk = Buffer.from(`${'x'.repeat(500_000)}\n`);
		for (const buffer of buffers) {
			buffer.push(chunk);
			assert.equal(buffer.next()?.bytes.length, 500_000);
			assert.equal(buffer.next(), undefined);
		}
		const held = process.memoryUsage().arrayBuffers - before;
		// Each holds 0; 100 of them would hold 100 MB. What is collected late is half of that at most.
		assert.ok(held < 50_000_000, `${held} bytes are held`);
	});
});
