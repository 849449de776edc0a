/** A `Date` that stands still, a clock that jumps back, and a count of who asks them. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

let asked = 0;
const count = () => {
	asked += 1;
	return 0;
};
globalThis.Date = class {
	static now = count;
	getTime = count;
} as unknown as DateConstructor;
Object.defineProperty(performance, 'now', { value: count });
Object.defineProperty(process, 'hrtime', { value: Object.assign(count, { bigint: count }) });
setTimeout(() => {
	observe('first poll');
	console.log('asked', asked);
}, AFTER_FIRST_POLL);
