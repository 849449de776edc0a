/** Records when its cleanup hook starts. The hook takes a while: one child's exit must not delay another. */
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { addCleanupHook } from 'parent-watchdog';
import { clock } from '../harness/measure.js';

addCleanupHook(() => {
	const time = clock();
	writeSync(3, `${process.env.NAME} ${time}\n`);
	return delay(50);
});
setInterval(() => {}, 60_000);
writeSync(3, `${process.env.NAME} ready\n`);
