/** Python: `with Pool() as pool:`, which terminates; here it is a graceful stop. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	{
		await using supervisor = supervise();
		const worker = supervisor.fork(join(__dirname, 'worker.js'));
		await once(worker.process, 'message');
		console.log('the block ends');
	}
	console.log('nobody is left');
}

void main();
