import { shared, stopEvent } from 'parent-watchdog';

async function work(): Promise<void> {
	await shared.sync(); // all that was set before is here now; from then on it is pushed
	await shared.set('answer', `${shared.get('greeting')}, supervisor`);
	process.send?.('answered');
	while (!shared.get('shutdown')) await stopEvent.wait(20);
	process.disconnect();
}

void work();
