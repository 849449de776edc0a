/** A worker with cleanup: one hook does its work, one fails, one never ends. */
import { setTimeout as delay } from 'node:timers/promises';
import { addCleanupHook, watchParent } from 'parent-watchdog';

watchParent();
addCleanupHook(() => delay(40), { name: 'save the session' });
addCleanupHook(() => Promise.reject(new Error('the database is gone')), {
	name: 'close the database',
});
addCleanupHook(() => new Promise(() => {}), { name: 'flush the metrics', timeout: 200 });
setInterval(() => {}, 60_000);
