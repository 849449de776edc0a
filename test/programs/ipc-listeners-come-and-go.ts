/** Listeners that are removed again do not keep the program alive; its parent never disconnects. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

const onMessage = (message: unknown) => console.log('message', message);
const onDisconnect = () => console.log('this is never seen');
process.on('message', onMessage).on('disconnect', onDisconnect);
setTimeout(() => {
	observe('first poll');
	process.off('message', onMessage).off('disconnect', onDisconnect);
}, AFTER_FIRST_POLL);
