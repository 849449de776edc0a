/** Logs once the parent, which lives, has stopped reading: an EPIPE that nobody catches. */
import './observe.js';

process.on('uncaughtExceptionMonitor', (error: NodeJS.ErrnoException) => {
	process.stderr.write(`${error.code} ${error.syscall}\n`);
});
process.stdin.resume().on('end', () => setInterval(() => console.log('tick'), 5));
console.log('ready');
