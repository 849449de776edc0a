/** The numbers of new descriptors, before and after the first poll. */
import { closeSync, openSync } from 'node:fs';
import { AFTER_FIRST_POLL, observe } from './observe.js';

const [first, second] = [openSync(__filename, 'r'), openSync(__filename, 'r')];
console.log(first, second);
closeSync(first);
setTimeout(() => {
	console.log(openSync(__filename, 'r'), openSync(__filename, 'r'));
	observe('first poll');
}, AFTER_FIRST_POLL);
