/** A worker whose primary disconnects from it without a word: cluster ends it with code 0. */
import cluster from 'node:cluster';
import { inheritRecord, observeAs } from './observe.js';

if (cluster.isPrimary) {
	cluster.setupPrimary(inheritRecord);
	const worker = cluster.fork();
	worker.on('message', () => worker.process.disconnect());
	worker.on('exit', (code, signal) => console.log(`worker: ${code} ${signal}`));
} else {
	observeAs('worker');
	setInterval(() => {}, 60_000);
	process.on('disconnect', () => process.stdout.write('disconnected\n'));
	process.send?.('ready');
}
