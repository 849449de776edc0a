/** The same, but it listens to the errors of its stdout, and goes on until after the first poll. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

process.stdout.on('error', ({ code, syscall }: NodeJS.ErrnoException) => {
	process.stderr.write(`${code} ${syscall}\n`);
	setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
});
process.stdin.resume().on('end', () => console.log('tick'));
console.log('ready');
