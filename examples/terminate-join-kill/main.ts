/** Python: `terminate()`, `join(timeout)`, `is_alive()`, `kill()`, `exitcode`. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	const gentle = supervisor.spawn('sleep', ['600']);
	const stubborn = supervisor.fork(join(__dirname, 'stubborn.js'));
	await once(stubborn.process, 'message');

	gentle.terminate();
	stubborn.terminate();
	console.log('gentle joined:', await gentle.join(5000), 'exit code', gentle.exitCode);
	console.log('stubborn joined:', await stubborn.join(300), 'alive', stubborn.isAlive);

	stubborn.kill();
	console.log('stubborn joined:', await stubborn.join(5000), 'exit code', stubborn.exitCode);
	console.log('nobody is signalled twice:', stubborn.kill());
}

void main();
