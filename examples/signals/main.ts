/** Python: a SIGTERM handler that signals the siblings, who inherit it, and signal back, for ever. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	const application = supervisor.fork(join(__dirname, 'application.js'));
	await once(application.process, 'message');
	application.terminate();
	await application.join();
	console.log('the application ended by SIGTERM:', application.exitCode === -15);
}

void main();
