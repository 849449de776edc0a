/** Children that are waited for synchronously, past the first poll. */
import { execFileSync, execSync, spawnSync } from 'node:child_process';
import { observe } from './observe.js';

console.log(execSync('echo from the shell', { encoding: 'utf8' }));
console.log(execFileSync(process.execPath, ['-p', '6 * 7'], { encoding: 'utf8' }));
const { status, signal, stdout, stderr } = spawnSync('sh', [
	'-c',
	'echo no >&2; sleep 0.4; exit 9',
]);
console.log(status, signal, String(stdout), String(stderr));
console.log(
	spawnSync('sh', ['-c', 'kill -9 $$']).signal,
	spawnSync('sleep', ['9'], { timeout: 50 }).signal,
);
observe('after the children');
