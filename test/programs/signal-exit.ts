/** A listener that exits on its own terms, after the first poll. */
import { AFTER_FIRST_POLL } from './observe.js';

process.on('SIGINT', () => process.exit(44));
setTimeout(() => process.kill(process.pid, 'SIGINT'), AFTER_FIRST_POLL);
setInterval(() => {}, 60_000);
