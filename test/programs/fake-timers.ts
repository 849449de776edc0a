/** Replaces all timers, as test frameworks do, and counts who uses them. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

const real = globalThis.setTimeout;
const used: string[] = [];
const names = [
	'setTimeout',
	'setInterval',
	'setImmediate',
	'clearTimeout',
	'clearInterval',
] as const;
for (const name of [...names, 'queueMicrotask'] as const) {
	globalThis[name] = ((...args: unknown[]) => used.push(`${name} ${args.length}`)) as never;
}
setTimeout(() => console.log('this is never seen'), 1);
real(() => {
	observe('first poll');
	console.log(used);
}, AFTER_FIRST_POLL);
