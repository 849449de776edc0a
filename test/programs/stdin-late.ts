/** Reads its stdin after the first poll only, and gets all of it. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

setTimeout(() => {
	observe('first poll');
	console.log(process.stdin.isTTY, process.stdin.readableFlowing, process.stdin.readableLength);
	process.stdin.on('data', (data) => console.log('data', String(data)));
	process.stdin.on('end', () => console.log('end'));
}, AFTER_FIRST_POLL);
