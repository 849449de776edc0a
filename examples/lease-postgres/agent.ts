import { once } from 'node:events';
import { join } from 'node:path';
import { watchParent } from 'parent-watchdog';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	// The variables are taken: its workers do not see them, and open no connection.
	watchParent();
	const supervisor = supervise();
	const workers = [1, 2, 3].map(() => supervisor.fork(join(__dirname, 'worker.js')));
	await Promise.all(workers.map((worker) => once(worker.process, 'message')));
	process.send?.('all workers work');
}

void main();
