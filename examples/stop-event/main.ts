/** Python: `event = multiprocessing.Event()`, set to stop all workers. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	const workers = [1, 2, 3].map((id) =>
		supervisor.fork(join(__dirname, 'worker.js'), [String(id)]),
	);
	await Promise.all(workers.map((worker) => once(worker.process, 'message')));

	console.log('all workers work; the event is set');
	supervisor.stopEvent.set(); // only tells: the workers end by themselves
	const ended = await Promise.all(workers.map((worker) => worker.join(5000)));
	console.log('joined:', ended.join(', '));
	console.log('exit codes:', workers.map(({ exitCode }) => exitCode).join(', '));
}

void main();
