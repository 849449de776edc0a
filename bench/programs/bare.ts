/** What people write by hand: records when its 'disconnect' handler starts, and exits a while later. */
import { writeSync } from 'node:fs';
import { clock } from '../harness/measure.js';

process.on('disconnect', () => {
	const time = clock();
	writeSync(3, `${process.env.NAME} ${time}\n`);
	setTimeout(() => process.exit(), 50);
});
setInterval(() => {}, 60_000);
writeSync(3, `${process.env.NAME} ready\n`);
