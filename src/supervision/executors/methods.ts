/** Calls what some object closes with, be it with a promise, with a callback or at once. */

type Method = (this: object, callback?: (error?: unknown) => void) => unknown;

/**
 * The first parameter's name, in any of the ways to write a function. The number of parameters alone
 * would take `close(force)` for one with a callback, and a function is as good as `true` there.
 */
const TAKES_CALLBACK =
	/^(?:[^(=]*\(\s*(?:cb|callback|done|next|fn|func)\b|(?:cb|callback|done)\s*=>)/;

export function findMethod<Key extends string | symbol>(
	object: object,
	keys: readonly Key[],
): Key | undefined {
	// Node 20.0 has no Symbol.dispose yet.
	return keys.find((key) => key !== undefined && typeof Reflect.get(object, key) === 'function');
}

/**
 * What it returns is awaited by the caller, but for the object itself, which may be a thenable that
 * says when it is ready. A promise is believed before a callback.
 */
export function call(object: object, key: string | symbol): unknown {
	const method = Reflect.get(object, key) as Method;
	if (typeof key === 'symbol' || !TAKES_CALLBACK.test(Function.prototype.toString.call(method))) {
		const result = method.call(object);
		return result === object ? undefined : result;
	}
	return new Promise<unknown>((resolve, reject) => {
		const result = method.call(object, (error) => {
			if (error) reject(error);
			else resolve(undefined);
		});
		if (result !== object && isThenable(result)) resolve(result);
	});
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
