/** Has a channel and nothing to do with it: ends by itself, the channel still open. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

process.send?.('started');
setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
