/** AsyncLocalStorage holds in timers, promises and events before and after the first poll. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { AFTER_FIRST_POLL, observe } from './observe.js';

const storage = new AsyncLocalStorage<string>();
storage.enterWith('top');
const say = (where: string) => console.log(where, storage.getStore());
storage.run('inner', () => {
	queueMicrotask(() => say('microtask'));
	setTimeout(() => {
		say('timer');
		observe('first poll');
	}, AFTER_FIRST_POLL);
});
process.on('beforeExit', () => say('beforeExit'));
process.on('exit', () => say('exit'));
say('end of the module');
