/** Python: the event, then `terminate()`, `join(3)`, `kill()` and a warning, for each process. */
import { once } from 'node:events';
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise({ stop: { event: 2000, terminate: 300, kill: 1000 } });
	const start = (way: string) =>
		supervisor.fork(join(__dirname, 'worker.js'), [way], { name: way });
	const workers = ['hears the event', 'hears SIGTERM', 'hears nothing'].map(start);
	await Promise.all(workers.map((worker) => once(worker.process, 'message')));

	const report = await supervisor.stop();
	for (const { name, endedBy, exitCode, warning } of report.children) {
		console.log(`${name}: ended by ${endedBy}, exit code ${exitCode}${warning ? ', warned' : ''}`);
	}
	console.log('everybody is gone:', report.ok);
}

void main();
