/** An 'exit' listener that throws: exit code 7 without a handler's say. */
import './observe.js';

process.on('exit', () => {
	throw new Error('thrown at exit');
});
