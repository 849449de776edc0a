/** Nothing is written about signals here: the children are stopped because they are supervised. */
import { once } from 'node:events';
import { join } from 'node:path';
import { addCleanupHook } from 'parent-watchdog';
import { supervise } from 'parent-watchdog/supervisor';

const supervisor = supervise();
const children = [1, 2].map(() => supervisor.fork(join(__dirname, 'child.js')));
addCleanupHook(() => console.log('before the children are stopped'));
addCleanupHook(() => console.log('after they have ended'), { priority: -1 });
void Promise.all(children.map((child) => once(child.process, 'message'))).then(() =>
	process.send?.('ready'),
);
