/** A primary with two workers that serve one port; each answers once, then it is disconnected. */
import cluster, { type Worker } from 'node:cluster';
import { type AddressInfo, connect, createServer } from 'node:net';
import { inheritRecord, observeAs } from './observe.js';

if (cluster.isPrimary) startPrimary();
else serve(`worker ${cluster.worker?.id}`);

function startPrimary(): void {
	cluster.setupPrimary(inheritRecord);
	startWorker((worker) => {
		worker.disconnect();
		startWorker((other) => other.disconnect());
	});
}

function startWorker(onAnswer: (worker: Worker) => void): void {
	const worker = cluster.fork();
	worker.on('exit', (code, signal) => {
		process.on('exit', () => console.log(`worker ${worker.id}: ${code} ${signal}`));
	});
	worker.on('listening', ({ port }: AddressInfo) => {
		let answer = '';
		connect(port, '127.0.0.1')
			.on('data', (data) => {
				answer += data;
			})
			.on('close', () => {
				console.log(answer);
				onAnswer(worker);
			});
	});
}

function serve(name: string): void {
	observeAs(name);
	createServer((socket) => socket.end(`hello from ${name}`)).listen(0, '127.0.0.1');
}
