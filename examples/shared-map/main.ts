/** Python: `state = Manager().dict()`, with a `shutdown` key that every worker looks at. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	supervisor.shared.set('greeting', 'hello');
	const worker = supervisor.fork(join(__dirname, 'worker.js'));
	await once(worker.process, 'message');
	console.log('the worker has said:', supervisor.shared.get('answer'));

	supervisor.shared.set('shutdown', true);
	await worker.join();
	console.log('the worker has ended, exit code', worker.exitCode);
}

void main();
