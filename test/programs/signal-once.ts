/** The second SIGHUP has its default action, because the listener was there for one. */
import { observe } from './observe.js';

setInterval(() => {}, 60_000);
process.once('SIGHUP', () => {
	observe('signal');
	console.log('received once');
	process.kill(process.pid, 'SIGHUP');
});
process.kill(process.pid, 'SIGHUP');
