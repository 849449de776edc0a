/** Calls what some object closes with: with a promise, or at once. */

export function findMethod<Key extends string | symbol>(
	object: object,
	keys: readonly Key[],
): Key | undefined {
	// Node 20.0 has no Symbol.dispose yet.
	return keys.find((key) => key !== undefined && typeof Reflect.get(object, key) === 'function');
}

/**
 * What it returns is awaited by the caller, but for the object itself, which may be a thenable that
 * says when it is ready.
 */
export function call(object: object, key: string | symbol): unknown {
	const result: unknown = Reflect.get(object, key).call(object);
	return result === object ? undefined : result;
}
