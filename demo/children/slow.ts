/** Has hooks that take their time; the highest priority runs first. */
import { cleanup } from '../cleanup.js';

cleanup('close the database', 100);
cleanup('delete the temporary files', 50, -10);
cleanup('stop accepting work', 150, 10);
setInterval(() => {}, 60_000);
