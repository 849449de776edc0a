/** A child that takes its time to clean up. Says when it is ready. */
import { addCleanupHook } from 'parent-watchdog';

addCleanupHook(() => new Promise((done) => setTimeout(done, Number(process.argv[2]))));
setInterval(() => {}, 60_000);
process.send?.('ready');
