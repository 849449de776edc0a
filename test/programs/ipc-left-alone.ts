/** The parent disconnects at once; the program, which does not listen, lives as long as its timer. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

process.send?.('ready');
setTimeout(() => {
	observe('first poll');
	console.log('connected', process.connected);
}, 2 * AFTER_FIRST_POLL);
