/** A worker of a fleet: says when it is ready, and when its hook has run. */
import { writeSync } from 'node:fs';
import { addCleanupHook } from 'parent-watchdog';

addCleanupHook(({ type }) => void writeSync(1, `hook ${type} ${process.hrtime.bigint()}\n`));
setInterval(() => {}, 60_000);
writeSync(1, 'ready\n');
