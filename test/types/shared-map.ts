/** What the compiler knows of a shared map. That this compiles is the test. */
import { expectTypeOf } from 'expect-type';
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

export function named(): void {
	const { shared } = supervise<Jobs>();
	shared.set('count', 1).set('config', { level: 'debug' });
	expectTypeOf(shared.get('count')).toEqualTypeOf<number | undefined>();
	expectTypeOf(shared.get('config')).toEqualTypeOf<Config | undefined>();
	shared.on('change', (key, value) => {
		expectTypeOf(key).toEqualTypeOf<'config' | 'count'>();
		expectTypeOf(value).toEqualTypeOf<Config | number | undefined>();
	});
	for (const [key] of shared) expectTypeOf(key).toEqualTypeOf<'config' | 'count'>();
	// @ts-expect-error: a key that is not there
	shared.set('other', 1);
	// @ts-expect-error: a value of another type
	shared.set('count', 'one');
	// @ts-expect-error: a value of another type, in an object
	shared.set('config', { level: 'loud' });
	// @ts-expect-error: a key that is not there
	shared.get('other');
}

/** Where none is named, it is JSON. */
export function unnamed(): void {
	const { shared } = supervise();
	shared.set('any key', [1, { a: null }]);
	expectTypeOf(shared.get('any key')).toEqualTypeOf<Json | undefined>();
	// @ts-expect-error: what JSON cannot hold
	shared.set('map', new Map([[1, () => {}]]));
	// @ts-expect-error: what JSON cannot hold
	shared.set('function', () => {});
}

export function ofChild(shared: ChildSharedMap<Jobs>): void {
	expectTypeOf(shared.get('config')).toEqualTypeOf<Config | undefined>();
	expectTypeOf(shared.set('count', 1)).toEqualTypeOf<Promise<void>>();
}
