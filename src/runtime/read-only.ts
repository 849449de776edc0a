/**
 * Makes the fields of an object that is handed out read-only, one by one: who shares it sees the same. Others
 * may add theirs, since code that is given an object writes on it (undici gives an error a stack of its own).
 */
export function readOnly<T extends object>(object: T): Readonly<T> {
	for (const name of Object.keys(object)) {
		Object.defineProperty(object, name, { writable: false, configurable: false });
	}
	return object;
}
