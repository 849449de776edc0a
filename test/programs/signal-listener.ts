/** A listener of its own for SIGTERM keeps the program from being ended by it. */
import './observe.js';

const timer = setInterval(() => {}, 60_000);
process.on('SIGTERM', (signal: string, number: number) => {
	console.log('received', signal, number);
	clearInterval(timer);
});
process.kill(process.pid, 'SIGTERM');
