/** A host of a fleet: it watches the lease, for the workers that it supervises (argv: how many). */
import { join } from 'node:path';
import { supervise } from 'parent-watchdog/supervisor';

const supervisor = supervise();
for (let count = Number(process.argv[2]); count > 0; count--) {
	supervisor.fork(join(__dirname, 'lease-worker.js'), [], {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
}
