/** Python 3.14: `process.interrupt()`. Here also with what the child was doing. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	const worker = supervisor.fork(join(__dirname, 'worker.js'), [], { guard: true });
	await once(worker.process, 'message');

	const { state, stack } = await worker.interrupt({ trace: true });
	console.log(`it was ${state}, in ${/at (\w+)/.exec(stack ?? '')?.[1]}()`);
	await worker.join();
	console.log('ended by SIGINT:', worker.exitCode === -2);
}

void main();
