/** Everything that the watch could want to change is frozen. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

for (const object of [Object, Array, Function, Error, Promise, Map, Set]) {
	Object.freeze(object);
	Object.freeze(object.prototype);
}
Object.preventExtensions(globalThis);
Object.preventExtensions(process);
setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
