/** How much of a turn of the event loop messages may take, and who comes next. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { MessageReader } from '../../src/protocol/message-reader.js';
import { PacedReader } from '../../src/protocol/paced-reader.js';

interface Numbered {
	id: number;
}
const LINES = Array.from({ length: 1000 }, (_, id) => `{"type":"number","id":${id}}\n`).join('');

function createReader(
	onMessage: (message: Numbered) => Iterator<void> | void,
	mayRead?: () => boolean,
) {
	const messages = new MessageReader<Numbered>({ name: 'test', pid: 1 }, { number: () => true });
	const calls: string[] = [];
	const source = { pause: () => calls.push('pause'), resume: () => calls.push('resume') };
	return { calls, reader: new PacedReader(messages, source, onMessage, mayRead) };
}

/** For so many ms of processor time as a message may take. */
function work(ms: number): void {
	for (const end = performance.now() + ms; performance.now() < end; );
}

describe('many messages', () => {
	it('are read over several turns, in order, while their source is paused', async () => {
		const seen: number[] = [];
		const { calls, reader } = createReader(({ id }) => {
			seen.push(id);
			work(0.2);
		});
		reader.read(Buffer.from(LINES));
		// None, where a busy machine has taken the turn's time.
		assert.ok(seen.length < 500, `${seen.length} in the first turn`);
		assert.deepEqual(calls, ['pause']);
		let turns = 0;
		for (; seen.length < 1000; turns++) await nextTurn();
		assert.ok(turns > 5, `${turns} turns`);
		assert.deepEqual(seen, [...seen.keys()]);
		await nextTurn();
		assert.deepEqual(calls, ['pause', 'resume']);
	});

	it('of one cost those of others no more than a turn', async () => {
		let done = 0;
		const { reader: busy } = createReader(() => {
			done += 1;
			work(0.2);
		});
		busy.read(Buffer.from(LINES));
		let count = 0;
		const { reader } = createReader(() => void count++);
		reader.read(Buffer.from('{"type":"number","id":1}\n'));
		for (let turn = 0; turn < 3 && count === 0; turn++) await nextTurn();
		assert.equal(count, 1);
		while (done < 1000) await nextTurn();
	});

	it('that take long are done in steps, over several turns, each before the next message', async () => {
		const seen: string[] = [];
		const { reader } = createReader(function* ({ id }) {
			for (let step = 0; step < 3; step++) {
				seen.push(`${id}.${step}`);
				work(3);
				yield;
			}
		});
		reader.read(Buffer.from(LINES.split('\n').slice(0, 3).join('\n').concat('\n')));
		assert.ok(seen.length < 4, `${seen.length} in the first turn`);
		for (let turn = 0; turn < 20 && seen.length < 9; turn++) await nextTurn();
		assert.deepEqual(
			seen,
			[0, 1, 2].flatMap((id) => [0, 1, 2].map((step) => `${id}.${step}`)),
		);
	});

	it('wait while they may not be read', async () => {
		let mayRead = true;
		let count = 0;
		const { calls, reader } = createReader(
			() => {
				count += 1;
				mayRead = count !== 3;
			},
			() => mayRead,
		);
		reader.read(Buffer.from('{"type":"number","id":1}\n'.repeat(5)));
		await nextTurn();
		assert.deepEqual([count, calls], [3, ['pause']]);
		mayRead = true;
		reader.goOn();
		assert.deepEqual([count, calls], [5, ['pause', 'resume']]);
	});
});

describe('nonsense', () => {
	it('is warned of once, and from the tenth line on nothing more is read', async (t) => {
		const warnings: unknown[] = [];
		const listener = (warning: Error) => warnings.push((warning as NodeJS.ErrnoException).code);
		process.on('warning', listener);
		t.after(() => process.off('warning', listener));
		let count = 0;
		const { reader } = createReader(() => void count++);
		const good = '{"type":"number","id":1}\n';
		reader.read(Buffer.from(`${good}${'x\n'.repeat(9)}${good}`));
		await nextTurn();
		assert.equal(count, 2);
		reader.read(Buffer.from(`x\n${good.repeat(100)}`));
		for (let turn = 0; turn < 10; turn++) reader.read(Buffer.from('x\n'.repeat(30_000)));
		await nextTurn();
		assert.deepEqual([count, warnings], [2, ['ERR_PARENT_WATCHDOG_PROTOCOL']]);
	});
});
