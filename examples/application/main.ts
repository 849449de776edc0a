/** Python: an `Application` class with setup, run, heartbeat, child processes and callbacks. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runApplication } from 'parent-watchdog/supervisor';

let beats = 0;

async function main(): Promise<void> {
	const exitCode = await runApplication(
		async ({ supervisor, signal }) => {
			supervisor.fork(join(__dirname, 'worker.js'));
			console.log('main runs');
			while (beats < 3 && !signal.aborted) await delay(10);
			console.log('main has seen three heartbeats');
			return 7;
		},
		{
			heartbeat: 20,
			onHeartbeat: () => {
				beats += 1;
			},
			setup: ({ addCleanupHook }) => {
				addCleanupHook(() => console.log('cleaned up'));
				console.log('set up');
			},
		},
	);
	console.log('the worker is stopped; exit code', exitCode);
}

void main();
