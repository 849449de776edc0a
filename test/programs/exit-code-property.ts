/** `process.exitCode`, changed once more by an 'exit' listener. */
import './observe.js';

process.exitCode = 5;
process.on('exit', (code) => {
	console.log('exit listener', code);
	process.exitCode = code + 1;
});
