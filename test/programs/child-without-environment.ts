/** A child that is given no environment has none, and works. */
import { fork } from 'node:child_process';
import { inheritRecord, observeAs } from './observe.js';

if (process.argv[2]) {
	observeAs('child');
	const names = Object.keys(process.env);
	process.send?.(names.filter((name) => !name.startsWith('PARENT_WATCHDOG')));
} else {
	const child = fork(__filename, ['child'], { env: {}, ...inheritRecord });
	child.on('message', (message) => console.log(message));
	child.on('exit', (code, signal) => console.log('child:', code, signal));
}
