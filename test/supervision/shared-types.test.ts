/** What the compiler knows of a shared map: that this file compiles is the test. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChildSharedMap } from 'parent-watchdog';
import { type Json, supervise } from 'parent-watchdog/supervisor';

interface Config {
	level: 'debug' | 'info';
	tags?: string[];
}

/** An interface, which has no index signature, with another one in it. */
interface Jobs {
	config: Config;
	count: number;
}

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function is<_T extends true>(): void {}

describe('the type of a shared map', () => {
	it('is that of an interface, where one is named', () => {
		const { shared } = supervise<Jobs>();
		shared.set('count', 1).set('config', { level: 'debug' });
		const count = shared.get('count');
		is<Same<typeof count, number | undefined>>();
		const config = shared.get('config');
		is<Same<typeof config, Config | undefined>>();
		shared.on('change', (key, value) => {
			is<Same<typeof key, 'config' | 'count'>>();
			is<Same<typeof value, Config | number | undefined>>();
		});
		for (const [key] of shared) is<Same<typeof key, 'config' | 'count'>>();
		const wrong = () => {
			// @ts-expect-error: a key that is not there
			shared.set('other', 1);
			// @ts-expect-error: a value of another type
			shared.set('count', 'one');
			// @ts-expect-error: a value of another type, in an object
			shared.set('config', { level: 'loud' });
			// @ts-expect-error: a key that is not there
			return shared.get('other');
		};
		assert.ok(wrong);
		assert.deepEqual([count, config], [1, { level: 'debug' }]);
	});

	it('is JSON, where none is named', () => {
		const { shared } = supervise();
		shared.set('any key', [1, { a: null }]);
		const value = shared.get('any key');
		is<Same<typeof value, Json | undefined>>();
		const wrong = () => {
			// @ts-expect-error: what JSON cannot hold
			shared.set('map', new Map([[1, () => {}]]));
			// @ts-expect-error: what JSON cannot hold
			shared.set('function', () => {});
		};
		assert.ok(wrong);
		assert.deepEqual(value, [1, { a: null }]);
	});

	it('is for the child to say', () => {
		const read = (shared: ChildSharedMap<Jobs>) => shared.get('config')?.level;
		is<Same<ReturnType<typeof read>, 'debug' | 'info' | undefined>>();
		assert.ok(read);
	});
});
