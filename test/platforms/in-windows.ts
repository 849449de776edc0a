/** Runs by Node for Windows: tries what its name contains, and writes each cell as a line of JSON. */
import { behaviours } from './behaviours.js';
import { play } from './play.js';
import { createNode } from './runtime.js';
import { WINDOWS } from './windows.js';

const [part = ''] = process.argv.slice(2);
const runtime = createNode(WINDOWS, process.version, process.execPath);

async function main(): Promise<void> {
	for (const behaviour of behaviours.filter(({ name }) => name.includes(part))) {
		if (behaviour.needs === 'sh') continue;
		console.log(JSON.stringify([behaviour.name, await play(behaviour, runtime)]));
	}
	process.exit();
}

void main();
