/** Gives the event loop new work each time that it runs empty, three times. */
import './observe.js';

let rounds = 0;
process.on('beforeExit', (code) => {
	rounds += 1;
	console.log('beforeExit', code, rounds);
	if (rounds < 4) setTimeout(() => console.log('work'), 100);
});
