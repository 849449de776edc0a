/** The shared map: what the supervisor and its children see of each other's changes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Json } from 'parent-watchdog/supervisor';
import { fixture } from '../helpers/fixtures.js';
import { forkSharing } from '../helpers/sharing.js';
import { start } from '../helpers/start.js';
import { createSupervisor } from '../helpers/supervised.js';

const TOO_LARGE = 'ERR_PARENT_WATCHDOG_SHARED_TOO_LARGE';
const INVALID = 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT';
const READ_ONLY = 'ERR_PARENT_WATCHDOG_READ_ONLY';

describe('the shared map', { concurrency: 2 }, () => {
	it('is the same for all, who see all changes in one order', async (t) => {
		const supervisor = createSupervisor(t);
		const [first, second] = await Promise.all(
			[1, 2].map(() => forkSharing(t, supervisor, { tells: true })),
		);
		assert.ok(first && second);
		const seen: string[] = [];
		supervisor.shared.on('change', (...event) => seen.push(JSON.stringify(event)));
		supervisor.shared.set('a', 1).set('b', { deep: [true, null, 'x'] });
		// Both at once, and the supervisor too.
		await Promise.all([
			first.ask('set', 'a', 'first'),
			second.ask('set', 'a', 'second'),
			supervisor.shared.set('c', 3),
		]);
		assert.equal(supervisor.shared.delete('b'), true);
		assert.equal(supervisor.shared.delete('b'), false);
		await first.ask('delete', 'nothing');
		await second.ask('delete', 'c');
		const all = [...supervisor.shared];
		assert.deepEqual(await first.see(), all);
		assert.deepEqual(await second.see(), all);
		assert.deepEqual(await first.ask('get', 'a'), { value: supervisor.shared.get('a') });
		for (const { child, end } of [first, second]) {
			child.kill();
			assert.deepEqual((await end()).slice(1), seen);
		}
		assert.equal(seen.length, 7);
	});

	it('is whole for who comes late', async (t) => {
		const supervisor = createSupervisor(t);
		supervisor.shared.set('early', 1).set('gone', 2).delete('gone');
		const { see } = await forkSharing(t, supervisor);
		assert.deepEqual(await see(), [['early', 1]]);
	});

	it('is whole for each of two children behind a shell, one after the other', async (t) => {
		const supervisor = createSupervisor(t);
		supervisor.shared.set('k', 1);
		const script = `
			const { shared } = require('${require.resolve('parent-watchdog')}');
			shared.sync().then(() => console.log(shared.get('k')));
		`;
		const child = supervisor.spawn('sh', [
			'-c',
			'"$0" -e "$1"; "$0" -e "$1"',
			process.execPath,
			script,
		]);
		let output = '';
		for await (const chunk of child.process.stdout ?? []) output += chunk;
		assert.equal(output, '1\n1\n');
	});

	it('is emptied from both sides', async (t) => {
		const supervisor = createSupervisor(t);
		const { ask, see } = await forkSharing(t, supervisor);
		const { shared } = supervisor;
		shared.set('a', 1).set('b', 2);
		shared.clear();
		assert.deepEqual(await see(), []);
		shared.set('c', 3);
		await ask('set', 'd', 4);
		assert.equal(shared.size, 2);
		assert.deepEqual(await ask('clear'), {});
		assert.deepEqual([shared.size, await see()], [0, []]);
	});

	it('can be read as a map', (t) => {
		const { shared } = createSupervisor(t);
		shared.set('a', 1).set('b', 2);
		assert.deepEqual(
			[shared.has('a'), shared.has('toString'), shared.get('toString')],
			[true, false, undefined],
		);
		assert.deepEqual([...shared.keys(), ...shared.values()], ['a', 'b', 1, 2]);
		assert.deepEqual([...shared.entries()], [...shared]);
		assert.equal(JSON.stringify(shared), '{"a":1,"b":2}');
	});

	it('takes any key, also those that objects have', async (t) => {
		const supervisor = createSupervisor(t);
		const { ask, see } = await forkSharing(t, supervisor);
		const keys = ['', '__proto__', 'constructor', 'toString', 'ключ', '\u2028\n"\\', '\ud800'];
		for (const [index, key] of keys.entries()) {
			if (index % 2) supervisor.shared.set(key, { ['__proto__']: index });
			else await ask('set', key, index);
		}
		assert.equal(({} as Record<string, unknown>).index, undefined);
		assert.equal(supervisor.shared.size, keys.length);
		assert.deepEqual(
			((await see()) as [string, unknown][]).map(([key]) => key),
			keys,
		);
		assert.ok(Object.hasOwn(supervisor.shared.toJSON(), '__proto__'));
	});

	it('refuses keys that are no strings, and values that JSON cannot hold', async (t) => {
		const supervisor = createSupervisor(t);
		const { shared } = supervisor;
		const circle: Record<string, unknown> = {};
		circle.circle = circle;
		for (const value of [undefined, () => {}, Symbol('s'), 5n, circle]) {
			assert.throws(() => shared.set('k', value as Json), { code: INVALID, name: 'TypeError' });
		}
		for (const key of [5, 'k'.repeat(1001)])
			assert.throws(() => shared.set(key as never, 1), { code: INVALID, name: 'TypeError' });
		assert.equal(shared.size, 0);
		const { refuses } = await forkSharing(t, supervisor, {}, { serialization: 'advanced' });
		await refuses(INVALID, 'set', 'k', 5n);
		await refuses(INVALID, 'set', 5 as never, 1);
		await refuses(INVALID, 'set', 'k', { jobs: [new Map()] });
	});

	const lost: [value: unknown, path: string, shown: string][] = [
		[new Map(), 'value', 'an object (Map)'],
		[{ jobs: [{}, { done: new Set([1]) }] }, 'value.jobs[1].done', 'an object (Set)'],
		[{ run() {} }, 'value.run', 'a function (run)'],
		[{ 'a b': Symbol('s') }, 'value["a b"]', 'Symbol(s)'],
		[[1, undefined], 'value[1]', 'undefined'],
		[new Array(2), 'value[0]', 'undefined'],
		[{ rate: Number.NaN }, 'value.rate', 'NaN'],
		[[Infinity], 'value[0]', 'Infinity'],
		[{ at: [5n] }, 'value.at[0]', '5n'],
		[{ error: new Error('e') }, 'value.error', 'an object (Error)'],
		[{ later: Promise.resolve() }, 'value.later', 'an object (Promise)'],
		[{ bytes: new Uint8Array(2) }, 'value.bytes', '{"0":0,"1":0}'],
	];
	for (const [value, path, shown] of lost) {
		it(`refuses what JSON would lose, and says where: ${path} is ${shown}`, (t) => {
			const { shared } = createSupervisor(t);
			assert.throws(() => shared.set('k', value as Json), {
				name: 'TypeError',
				code: INVALID,
				message: `${path} must be something that JSON can hold, but is ${shown}`,
			});
			assert.equal(shared.size, 0);
		});
	}

	it('leaves out optional properties, and asks toJSON()', (t) => {
		const { shared } = createSupervisor(t);
		const url = new URL('https://example.org/');
		shared.set('k', { gone: undefined, date: new Date(0), url } as unknown as Json);
		const date = '1970-01-01T00:00:00.000Z';
		assert.deepEqual(shared.get('k'), { date, url: 'https://example.org/' });
		class Point {
			constructor(readonly x: number) {}
		}
		shared.set('k', { ...new Point(1), at: new Point(2), bare: Object.create(null) } as never);
		assert.deepEqual(shared.get('k'), { x: 1, at: { x: 2 }, bare: {} });
	});

	it('takes 64 levels, and no more', (t) => {
		const { shared } = createSupervisor(t);
		const nest = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
		shared.set('k', nest(64));
		for (const value of [nest(65), nest(100_000)]) {
			assert.throws(() => shared.set('k', value), /nested no more than 64 levels deep/);
		}
		assert.deepEqual(shared.get('k'), nest(64));
	});

	it('parses a value when it is read, and the same one each time', (t) => {
		const { shared } = createSupervisor(t);
		shared.set('k', { a: 1 });
		assert.equal(shared.get('k'), shared.get('k'));
	});

	it('keeps a copy: what is changed later is another', (t) => {
		const { shared } = createSupervisor(t);
		const value = { a: 1 };
		shared.set('k', value);
		value.a = 2;
		assert.deepEqual(shared.get('k'), { a: 1 });
	});

	it('has a limit, from both sides', async (t) => {
		const supervisor = createSupervisor(t, { sharedLimit: 1000 });
		const { shared } = supervisor;
		const { ask, refuses, see } = await forkSharing(t, supervisor);
		shared.set('kept', 'x'.repeat(800));
		assert.throws(() => shared.set('more', 'x'.repeat(300)), { code: TOO_LARGE });
		assert.throws(() => shared.set('kept', 'x'.repeat(1200)), { code: TOO_LARGE });
		await refuses(TOO_LARGE, 'set', 'more', 'x'.repeat(300));
		// More than any line can hold.
		await refuses(TOO_LARGE, 'set', 'more', 'x'.repeat(9 * 1024 * 1024));
		assert.deepEqual(await see(), [['kept', 'x'.repeat(800)]]);
		// What takes its place counts, and what is gone does not.
		shared.set('kept', 'y'.repeat(900));
		await ask('delete', 'kept');
		assert.deepEqual(await ask('set', 'more', 'x'.repeat(300)), {});
		shared.clear();
		shared.set('k', 'x'.repeat(900));
		shared.clear();
		assert.throws(() => createSupervisor(t, { sharedLimit: 2 ** 30 }), {
			code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
			option: 'sharedLimit',
		});
	});

	it('leaves the supervisor its part, whatever children set', async (t) => {
		const supervisor = createSupervisor(t, { sharedLimit: 1000 });
		const { shared } = supervisor;
		const { ask, refuses } = await forkSharing(t, supervisor);
		// 500 bytes, of which each entry takes 37 on top of its text.
		assert.deepEqual(await ask('set', 'a', 'x'.repeat(300)), {});
		await refuses(TOO_LARGE, 'set', 'b', 'x'.repeat(200));
		shared.set('own', 'x'.repeat(400));
		// What it takes over is its own, and what a child takes over is the child's.
		shared.set('a', 1);
		assert.deepEqual(await ask('set', 'b', 'x'.repeat(200)), {});
		await refuses(TOO_LARGE, 'set', 'own', 'x'.repeat(230));
		assert.deepEqual(await ask('set', 'own', 1), {});
		assert.deepEqual(await ask('set', 'c', 'x'.repeat(150)), {});
		assert.deepEqual(await ask('clear'), {});
		assert.deepEqual(await ask('set', 'b', 'x'.repeat(460)), {});
	});

	it('takes no more than 64 KiB of children, whatever the limit', async (t) => {
		const supervisor = createSupervisor(t, { sharedLimit: 1024 * 1024 });
		const { ask, refuses } = await forkSharing(t, supervisor);
		await refuses(TOO_LARGE, 'set', 'a', 'x'.repeat(64 * 1024));
		assert.deepEqual(await ask('set', 'a', 'x'.repeat(63 * 1024)), {});
		assert.equal((supervisor.shared.get('a') as string).length, 63 * 1024);
	});

	it('takes values of 64 KiB, from both sides, and no longer ones', async (t) => {
		const supervisor = createSupervisor(t, { sharedLimit: 1024 * 1024 });
		const { shared } = supervisor;
		const { refuses, see } = await forkSharing(t, supervisor);
		// Two quotes more.
		const [longest, longer] = ['x'.repeat(64 * 1024 - 2), 'x'.repeat(64 * 1024 - 1)];
		for (let index = 0; index < 15; index++) shared.set(`k${index}`, longest);
		const keys = [...shared.keys()];
		assert.throws(() => shared.set('k', longer), {
			code: TOO_LARGE,
			message: /may take 65536 bytes as JSON, but this one takes 65537/,
		});
		await refuses(TOO_LARGE, 'set', 'k', longer);
		const { see: seeLate } = await forkSharing(t, supervisor);
		for (const all of [await see(), await seeLate()] as [string, unknown][][]) {
			assert.deepEqual(
				all.map(([key]) => key),
				keys,
			);
			assert.ok(all.every(([, value]) => value === longest));
		}
	});

	it('can be read-only for children', async (t) => {
		const supervisor = createSupervisor(t, { shared: 'read-only' });
		supervisor.shared.set('a', 1);
		const { refuses, see } = await forkSharing(t, supervisor);
		await refuses(READ_ONLY, 'set', 'b', 2);
		await refuses(READ_ONLY, 'delete', 'a');
		await refuses(READ_ONLY, 'clear');
		assert.deepEqual(await see(), [['a', 1]]);
		for (const shared of ['write-only', 5]) {
			assert.throws(() => createSupervisor(t, { shared: shared as never }), {
				code: 'ERR_PARENT_WATCHDOG_INVALID_OPTION',
				option: 'shared',
			});
		}
	});

	it('arrives whole however full it is', async (t) => {
		const supervisor = createSupervisor(t, { sharedLimit: 1024 * 1024 });
		const { shared } = supervisor;
		// Each takes many times its size on the line.
		let count = 0;
		const fill = () => {
			for (; ; count++) shared.set(`\u0001\u0001${count}`, '"');
		};
		assert.throws(fill, { code: TOO_LARGE });
		assert.ok(count > 15_000, `${count} entries`);
		const { see } = await forkSharing(t, supervisor);
		assert.deepEqual(await see(), [...shared]);
	});
});

describe("a listener to the map's changes", () => {
	it('that throws costs the others nothing', async (t) => {
		const { shared } = createSupervisor(t);
		const seen: unknown[] = [];
		const uncaught = new Promise((resolve) => {
			t.mock.method(process, 'nextTick', (run: () => void) => {
				try {
					run();
				} catch (error) {
					resolve(error);
				}
			});
		});
		const failure = new Error('thrown on purpose');
		shared.once('change', () => {
			throw failure;
		});
		shared.on('change', (...event) => seen.push(event));
		shared.set('a', 1).set('a', 2).delete('a');
		assert.equal(await uncaught, failure);
		assert.deepEqual(seen, [
			['a', 1, undefined],
			['a', 2, 1],
			['a', undefined, 2],
		]);
	});

	it('may change it again, and all agree about the order', async (t) => {
		const supervisor = createSupervisor(t);
		const { shared } = supervisor;
		const { see } = await forkSharing(t, supervisor);
		shared.set('a', 1).set('b', 1);
		shared.once('change', () => shared.set('b', 'kept'));
		shared.clear();
		assert.deepEqual([...shared], [['b', 'kept']]);
		assert.deepEqual(await see(), [...shared]);
	});
});

it('without a supervisor the map belongs to the process alone', async (t) => {
	const tree = start(t, fixture('supervision/alone'));
	const lines = await tree.end();
	assert.deepEqual(lines.slice(0, 3), [
		'change: a = 1',
		'change: a = undefined',
		'map: {"b":2}, then {}',
	]);
});

it('a child learns that its supervisor answers no more', async (t) => {
	const children = [fixture('supervision/outliving')];
	const supervising = fixture('supervision/supervising', { children });
	const tree = start(t, supervising, { PARENT_WATCHDOG_DETACHED: '1' });
	await tree.times(/^ready/, 2);
	const pids = tree.lines.map((line) => Number(/pid=(\d+)/.exec(line)?.[1]));
	// It asks while nobody answers.
	tree.kill('SIGSTOP');
	process.kill(pids.find((pid) => pid !== tree.root.pid) as number, 'SIGUSR2');
	await tree.line(/^asked/);
	tree.kill('SIGKILL');
	const lines = (await tree.end()).slice(2);
	assert.deepEqual(lines.sort(), [
		'asked',
		'first: ERR_PARENT_WATCHDOG_NO_SUPERVISOR',
		'hook: parent-gone',
		'second: ERR_PARENT_WATCHDOG_NO_SUPERVISOR',
	]);
});

it('the whole map in parts tells only what is different', () => {
	const { SharedMap } =
		require('../../src/child/shared-map.js') as typeof import('../../src/child/shared-map.js');
	const map = new SharedMap() as InstanceType<typeof SharedMap> & {
		receive(state: { texts: readonly string[]; isLast: boolean }): Iterator<void>;
	};
	const receive = (texts: readonly string[], isLast: boolean) => {
		for (const steps = map.receive({ texts, isLast }); !steps.next().done; );
	};
	receive(['"a"', '1'], false);
	receive(['"b"', '[2]'], true);
	const seen: unknown[] = [];
	map.on('change', (...event) => seen.push(event));
	receive(['"b"', '[2]'], false);
	receive(['"c"', '3'], true);
	assert.deepEqual(seen, [
		['c', 3, undefined],
		['a', undefined, 1],
	]);
	assert.deepEqual(
		[...map],
		[
			['b', [2]],
			['c', 3],
		],
	);
});
