/** `process.exit()` in a worker thread ends the thread alone. */
import { isMainThread, Worker } from 'node:worker_threads';
import { observeAs } from './observe.js';

if (isMainThread) {
	new Worker(__filename).on('exit', (code) => console.log('thread exits with', code));
} else {
	observeAs('thread');
	process.on('exit', (code) => console.log('in the thread:', code));
	process.exit(3);
}
