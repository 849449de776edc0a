/** What people write by hand: records when its 'disconnect' handler starts. */
import { writeSync } from 'node:fs';
import { clock } from '../measure.js';

process.on('disconnect', () => {
	const time = clock();
	writeSync(3, `${process.env.NAME} ${time}\n`);
	process.exit();
});
setInterval(() => {}, 60_000);
writeSync(3, `${process.env.NAME} ready\n`);
