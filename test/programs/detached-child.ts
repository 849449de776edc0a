/** A detached child, which is not waited for and outlives the program. */
import { spawn } from 'node:child_process';
import { AFTER_FIRST_POLL, observe, observeAs } from './observe.js';

if (process.argv[2]) {
	observeAs('detached child');
	setTimeout(() => observe('first poll'), 2 * AFTER_FIRST_POLL);
} else {
	const args = [...process.execArgv, __filename, 'child'];
	spawn(process.execPath, args, { detached: true, stdio: ['ignore', 1, 2, 3] }).unref();
}
