/** Our errors: one base class by code, and wrong arguments of our functions. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addCleanupHook, finalize, ParentWatchdogError, watchParent } from 'parent-watchdog';
import { internal } from '../helpers/internal.js';

function caught(run: () => unknown): Error & { code?: string } {
	try {
		run();
	} catch (error) {
		return error as Error;
	}
	throw new Error('nothing was thrown');
}

describe('ParentWatchdogError', () => {
	it('is an error with a code, a name and a cause', () => {
		const cause = new Error('the cause');
		const options = { cause };
		const error = new ParentWatchdogError('ERR_PARENT_WATCHDOG_HOOK_FAILED', 'text', options);
		assert.ok(error instanceof Error);
		assert.ok(error instanceof ParentWatchdogError);
		const { name, message, code } = error;
		assert.deepEqual(
			{ name, message, code },
			{
				name: 'ParentWatchdogError',
				message: 'text',
				code: 'ERR_PARENT_WATCHDOG_HOOK_FAILED',
			},
		);
		assert.equal(error.cause, cause);
		assert.match(error.stack ?? '', /^ParentWatchdogError: text\n/);
	});

	it('holds for a wrong option as well, which is a TypeError or a RangeError', () => {
		const type = caught(() => watchParent({ interval: '1' as unknown as number }));
		assert.ok(type instanceof ParentWatchdogError && type instanceof TypeError);
		const range = caught(() => watchParent({ interval: 0 }));
		assert.ok(range instanceof ParentWatchdogError && range instanceof RangeError);
	});

	it('holds for the errors of another copy, which have the same codes', () => {
		const foreign = Object.assign(new Error('of a copy'), { code: 'ERR_PARENT_WATCHDOG_NEW' });
		assert.ok(foreign instanceof ParentWatchdogError);
	});

	for (const value of [undefined, null, 5, 'ERR_PARENT_WATCHDOG_X', {}, { code: 5 }, new Error()]) {
		it(`does not hold for ${JSON.stringify(value)}`, () => {
			assert.ok(!((value as unknown) instanceof ParentWatchdogError));
		});
	}

	it('does not hold for an error of Node', () => {
		const error = caught(() => Buffer.alloc('1' as unknown as number));
		assert.equal(error.code, 'ERR_INVALID_ARG_TYPE');
		assert.ok(!(error instanceof ParentWatchdogError));
	});
});

describe('a wrong argument', () => {
	const hook = () => assert.fail('a hook that was refused runs');
	const wrong: [name: string, expected: string, args: unknown[], value: unknown][] = [
		['hook', 'a function', [undefined], undefined],
		['hook', 'a function', ['cleanup'], 'cleanup'],
		['hook', 'a function', [[]], []],
		['options', 'an object', [hook, null], null],
		['options', 'an object', [hook, 5], 5],
		['priority', 'a number', [hook, { priority: '5' }], '5'],
		['priority', 'a number', [hook, { priority: Number.NaN }], Number.NaN],
		['priority', 'a number', [hook, { priority: null }], null],
		['timeout', 'a number of ms, 0 or more', [hook, { timeout: -1 }], -1],
		['timeout', 'a number of ms, 0 or more', [hook, { timeout: Number.NaN }], Number.NaN],
		['timeout', 'a number of ms, 0 or more', [hook, { timeout: '100' }], '100'],
		['name', 'a string', [hook, { name: 5 }], 5],
		['name', 'a string', [hook, { name: null }], null],
	];
	const functions: Record<string, (...args: unknown[]) => unknown> = {
		addCleanupHook: addCleanupHook as never,
		finalize: (...args) => (finalize as unknown as (...args: unknown[]) => unknown)({}, ...args),
	};

	for (const [api, run] of Object.entries(functions)) {
		for (const [name, expected, args, value] of wrong) {
			it(`${api}(): ${name} ${String(value)}`, () => {
				const before = process.eventNames();
				const error = caught(() => run(...args));
				assert.ok(error instanceof TypeError && error instanceof ParentWatchdogError);
				assert.equal(error.code, 'ERR_PARENT_WATCHDOG_INVALID_ARGUMENT');
				assert.match(error.message, new RegExp(`^${name} must be ${expected}, but is .+$`));
				assert.deepEqual({ ...error }, { code: error.code, value });
				assert.deepEqual(process.eventNames(), before);
			});
		}
	}

	it('undefined is as good as nothing', () => {
		const options = { priority: undefined, timeout: undefined, name: undefined };
		assert.equal(addCleanupHook(hook, options)(), true);
		assert.equal(addCleanupHook(hook, undefined)(), true);
		assert.equal(finalize({}, hook, undefined)(), true);
	});

	it('of finalize() leaves no hook behind', () => {
		const before = process.eventNames();
		assert.throws(() => finalize(5 as unknown as object, hook), TypeError);
		assert.deepEqual(process.eventNames(), before);
	});
});

describe('an address', () => {
	const { describe: show, withoutCredentials } =
		internal<typeof import('../../src/runtime/errors.js')>('runtime/errors');

	it('is shown without its user and password', () => {
		assert.equal(withoutCredentials('redis://user:secret@host/0'), 'redis://***@host/0');
		assert.equal(show('redis://user:secret@host/0'), '"redis://***@host/0"');
	});

	// Looked at from each of its characters again, this would take minutes.
	it('is looked for in a text of any length', () => {
		for (const text of ['x'.repeat(3e6), `${'a://'.repeat(1e6)}`, `a://${'b'.repeat(3e6)}`]) {
			assert.equal(withoutCredentials(text), text);
			assert.ok(show(text).length <= 100);
		}
	});
});
