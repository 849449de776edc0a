/**
 * Runs commands side by side: `dev-launcher 'npm run web' 'npm run api'`. Each line of output says whose it is;
 * what fails is started again, later each time; and whatever ends the launcher, nothing is left of them.
 */
import { createInterface } from 'node:readline';
import { watchParent } from 'parent-watchdog';
import { supervise } from 'parent-watchdog/supervisor';

watchParent();
const supervisor = supervise({ stop: { tree: true } });
await Promise.all(process.argv.slice(2).map(keepRunning));

async function keepRunning(command: string): Promise<void> {
	let delay = 100;
	while (!supervisor.stopEvent.isSet) {
		const startedAt = Date.now();
		const code = await run(command);
		if (code === 0 || supervisor.stopEvent.isSet) return;
		// What ran for long was well: its next failures begin anew.
		if (Date.now() - startedAt > 10_000) delay = 100;
		console.log(`[${command}] ended with ${code}, again in ${delay} ms`);
		await supervisor.stopEvent.wait(delay);
		delay = Math.min(delay * 2, 10_000);
	}
}

function run(command: string): Promise<number> {
	const child = supervisor.spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const input of [child.process.stdout, child.process.stderr]) {
		createInterface({ input }).on('line', (line) => console.log(`[${command}] ${line}`));
	}
	return child.closed;
}
