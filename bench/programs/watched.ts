/** Records when its cleanup hook starts. */
import { writeSync } from 'node:fs';
import { addCleanupHook } from 'parent-watchdog';
import { clock } from '../measure.js';

addCleanupHook(() => {
	const time = clock();
	writeSync(3, `${process.env.NAME} ${time}\n`);
});
setInterval(() => {}, 60_000);
writeSync(3, `${process.env.NAME} ready\n`);
