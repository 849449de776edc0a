/** Python: `resource_tracker`, which removes what a killed process has left. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	const careless = supervisor.fork(join(__dirname, 'careless.js'), [], {
		stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
	});
	const { stdout } = careless.process;
	const [folder] = await once(createInterface({ input: stdout as Readable }), 'line');
	console.log('its folder is there:', existsSync(folder));
	careless.kill();
	// Its own child holds this pipe; the reaper ends that one, then removes the folder.
	await once(stdout as Readable, 'close');
	while (existsSync(folder)) await new Promise((next) => setTimeout(next, 20));
	console.log('the reaper has removed it');
}

void main();
