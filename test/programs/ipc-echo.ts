/** Answers messages; ends naturally when the parent disconnects, after the first poll. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

process.on('message', (message) => process.send?.({ echo: message }));
process.on('disconnect', () => console.log('disconnected'));
setTimeout(() => {
	observe('first poll');
	process.send?.('ready');
}, AFTER_FIRST_POLL);
