import { addCleanupHook } from 'parent-watchdog';

addCleanupHook(() => console.log('the worker cleans up'));
setInterval(() => {}, 1000);
process.send?.('ready');
