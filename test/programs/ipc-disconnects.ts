/** Disconnects itself and lives on until after the first poll. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

process.once('disconnect', () => {
	observe('disconnect');
	console.log('disconnected', process.connected);
	setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
});
process.send?.('good-bye', () => process.disconnect());
