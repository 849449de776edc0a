/** How messages are written and read, whatever the line holds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FROM_CHILD, TO_CHILD } from '../../src/protocol/lifeline.js';
import { decode, encode, MAX_HEADER } from '../../src/protocol/messages.js';

function read(line: string | Buffer, checks = FROM_CHILD, isCut = false) {
	return decode({ bytes: Buffer.from(line), isCut }, checks);
}

describe('a message', () => {
	it('arrives as it was sent, with the texts behind it', () => {
		const text = '{"a":"tab\\t, new line\\n, é€😀"}';
		const message = {
			type: 'request',
			id: 1,
			change: 'set',
			key: '__proto__',
			texts: [text],
		} as const;
		const line = encode(message);
		assert.equal(line.indexOf('\n'), line.length - 1);
		assert.deepEqual(read(line.slice(0, -1)), { ...message, isCut: false });
	});

	it('is read from any value that JSON can hold', () => {
		const anything = fc.tuple(fc.string(), fc.json());
		fc.assert(
			fc.property(anything, ([key, text]) => {
				const line = encode({ type: 'change', change: 'set', key, texts: [text] });
				const found = read(line.slice(0, -1), TO_CHILD);
				assert.deepEqual([found?.key, found?.texts], [JSON.parse(JSON.stringify(key)), [text]]);
			}),
		);
	});

	it('holds on to no part of the line', () => {
		const bytes = Buffer.from('{"type":"request","id":1,"change":"set","key":"k"}\t"a value"');
		const found = decode({ bytes, isCut: false }, FROM_CHILD);
		bytes.fill('!');
		assert.deepEqual(found?.texts, ['"a value"']);
	});

	it('that is too long is still known by its beginning', () => {
		const start = '{"type":"request","id":7,"change":"set","key":"k"}\t"xxxxx';
		const found = read(start, FROM_CHILD, true);
		assert.deepEqual([found?.id, found?.isCut, found?.texts], [7, true, []]);
		assert.equal(read('{"type":"hello","pid":1}', FROM_CHILD, true), undefined);
	});
});

describe('what is no message', () => {
	const cases: Record<string, string | Buffer> = {
		nothing: '',
		text: 'garbage',
		'half an object': '{"type":"hello","pid":',
		'no object': '[{"type":"hello","pid":1}]',
		null: 'null',
		'no type': '{"pid":1}',
		'a type that is no text': '{"type":["hello"],"pid":1}',
		'an unknown type': '{"type":"explode"}',
		'a type that objects have': '{"type":"__proto__"}',
		'a method as type': '{"type":"toString"}',
		'a message for the other side': '{"type":"stop"}',
		'a wrong field': '{"type":"hello","pid":"1"}',
		'an id that is no integer': '{"type":"request","id":1.5,"change":"nothing"}',
		'a change of no kind': '{"type":"request","id":1}',
		'a set without a value': '{"type":"request","id":1,"change":"set","key":"k"}',
		'a set with two values': '{"type":"request","id":1,"change":"set","key":"k"}\t1\t2',
		'a set without a key': '{"type":"request","id":1,"change":"set"}\t1',
		'a delete without a key': '{"type":"request","id":1,"change":"delete","key":5}',
		'resources that are no names': '{"type":"trace","id":1,"resources":[1]}',
		'an object that is too long': `{"type":"hello","pid":1,"x":"${'x'.repeat(MAX_HEADER)}"}`,
		tabs: '\t'.repeat(100_000),
		'bytes that are no text': Buffer.from(Array.from({ length: 256 }, (_, byte) => 255 - byte)),
	};
	for (const [name, line] of Object.entries(cases)) {
		it(name, () => assert.equal(read(line), undefined));
	}

	for (const line of [
		'{"type":"state"}',
		'{"type":"state","isLast":true}\t"a"',
		'{"type":"state","isLast":true}\t5\t5',
		'{"type":"state","isLast":true}\t"a\t5',
		`{"type":"state","isLast":true}${'\t"a"\t1'.repeat(1001)}`,
		'{"type":"answer","id":1,"error":5}',
		'{"type":"answer","id":1,"error":{"message":"m"}}',
		'{"type":"answer","id":"1"}',
	]) {
		it(`for a child: ${line.slice(0, 80)}`, () => assert.equal(read(line, TO_CHILD), undefined));
	}

	it('never throws', () => {
		fc.assert(fc.property(fc.uint8Array(), (bytes) => void read(Buffer.from(bytes))));
		fc.assert(fc.property(fc.string(), (text) => void read(`{"type":"request","id":1,${text}`)));
	});

	it('is found out without reading a large one', () => {
		const before = process.cpuUsage();
		for (let count = 0; count < 1000; count++) read(Buffer.alloc(100_000, 'x'));
		const { user, system } = process.cpuUsage(before);
		// JSON.parse() alone, and the text for it, would take 100 times as long.
		assert.ok(user + system < 500_000, `${(user + system) / 1000} ms`);
	});
});
