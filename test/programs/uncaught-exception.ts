/** An error nobody catches, after the first poll: its stack, exit code 1. */
import { AFTER_FIRST_POLL } from './observe.js';

setTimeout(() => {
	throw new TypeError('thrown on purpose');
}, AFTER_FIRST_POLL);
setInterval(() => {}, 60_000);
