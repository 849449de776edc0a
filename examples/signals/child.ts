import { addCleanupHook } from 'parent-watchdog';

addCleanupHook(() => console.log('a child cleans up, once'));
setInterval(() => {}, 1000);
process.send?.('ready');
