/** Lines cut out of chunks, whatever the chunks. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LineReader, MAX_LINE } from '../../src/protocol/lines.js';

function read(chunks: readonly (string | Buffer)[]) {
	const lines: string[] = [];
	const tooLong: number[] = [];
	const reader = new LineReader(
		(line) => lines.push(line),
		(bytes) => tooLong.push(bytes),
	);
	for (const chunk of chunks) reader.read(Buffer.from(chunk));
	return { lines, tooLong };
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
		'an end alone': [
			['a', '\n', '\n', 'b', '\n'],
			['a', 'b'],
		],
		'none without an end': [['a'], []],
		'characters cut in the middle': [
			[...Buffer.from('é€😀\n')].map((byte) => Buffer.from([byte])),
			['é€😀'],
		],
	};
	for (const [name, [chunks, lines]] of Object.entries(cases)) {
		it(name, () => assert.deepEqual(read(chunks), { lines, tooLong: [] }));
	}

	it('of the greatest length', () => {
		const longest = 'x'.repeat(MAX_LINE);
		assert.deepEqual(read([longest, '\na\n']), { lines: [longest, 'a'], tooLong: [] });
		assert.deepEqual(read([`${longest}\na\n`]).lines.length, 2);
	});

	it('that are too long are told once, and skipped', () => {
		const half = 'x'.repeat(MAX_LINE / 2 + 1);
		const { lines, tooLong } = read(['a\n', half, half, half, half, 'x\nb\n', half, half, '\nc\n']);
		assert.deepEqual(lines, ['a', 'b', 'c']);
		assert.deepEqual(tooLong, [MAX_LINE + 2, MAX_LINE + 2]);
	});

	it('do not hold on to the chunk that they came in', () => {
		const lines: string[] = [];
		const reader = new LineReader(
			(line) => lines.push(line),
			() => {},
		);
		const chunk = Buffer.from('first half');
		reader.read(chunk);
		chunk.fill('!');
		reader.read(Buffer.from(', second half\n'));
		assert.deepEqual(lines, ['first half, second half']);
	});
});
