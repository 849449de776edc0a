/** `process.exit(7)` from a timer; what comes later is not seen. */
import './observe.js';

process.on('exit', (code) => console.log('exit listener', code, process.exitCode));
setTimeout(() => process.exit(7), 20);
setInterval(() => {}, 60_000);
