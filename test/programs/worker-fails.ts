/** An error in a worker thread, one thread terminated, one with stdio and environment of its own. */
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { observeAs } from './observe.js';

if (isMainThread) startNext(['fails', 'terminated', 'own environment']);
else {
	observeAs(`thread that is ${workerData}`);
	if (workerData === 'fails') throw new Error('the thread fails on purpose');
	if (workerData === 'terminated') setInterval(() => {}, 60_000);
	else process.stdout.write(`SPECIAL=${process.env.SPECIAL}\n`);
}

function startNext([kind, ...others]: string[]): void {
	if (!kind) return;
	const env = kind === 'own environment' ? { SPECIAL: 'yes' } : process.env;
	const worker = new Worker(__filename, { workerData: kind, env });
	worker.on('online', () => {
		if (kind === 'terminated') void worker.terminate();
	});
	worker.on('error', ({ message }) => console.log(message));
	worker.on('exit', (code) => {
		console.log(`${kind}: ${code}`);
		startNext(others);
	});
}
