import { stopEvent } from 'parent-watchdog';

async function work(): Promise<void> {
	process.send?.('works');
	while (!(await stopEvent.wait(50))) {
		// ... a piece of work ...
	}
	process.exitCode = Number(process.argv[2]);
	process.disconnect();
}

void work();
