/** Warnings, deprecations, and the warning about too many listeners: not one listener too early. */
import './observe.js';

process.on('warning', ({ name }) => console.log('warned:', name));
process.emitWarning('on purpose', { code: 'TEST0001', detail: 'some detail' });
process.emitWarning('old', 'DeprecationWarning', 'DEP9999');
for (const event of ['SIGTERM', 'SIGINT', 'SIGHUP', 'exit', 'beforeExit', 'disconnect']) {
	const max = process.getMaxListeners() - process.listenerCount(event);
	for (let count = 0; count < max; count += 1) process.on(event, () => {});
}
setTimeout(() => {
	process.on('SIGTERM', () => {});
	setImmediate(() => process.exit());
}, 20);
