/** A worker thread that answers and ends naturally, after the first poll. */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { AFTER_FIRST_POLL, observe, observeAs } from './observe.js';

if (isMainThread) {
	const worker = new Worker(__filename);
	worker.on('message', (message) => console.log('thread says', message));
	worker.on('exit', (code) => console.log('thread exits with', code));
	worker.postMessage(20);
} else {
	observeAs('thread');
	parentPort?.once('message', (number) => {
		parentPort?.postMessage(number + 1);
		setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
	});
}
