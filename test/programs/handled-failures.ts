/** Goes on after errors, rejections and late handling, with listeners for each. */
import './observe.js';

process.on('uncaughtException', ({ message }, origin) => console.log(origin, message));
process.on('uncaughtExceptionMonitor', ({ message }) => console.log('monitor', message));
process.on('unhandledRejection', (reason) => console.log('unhandledRejection', reason));
process.on('rejectionHandled', () => console.log('rejectionHandled'));
const rejected = Promise.reject('a reason');
setTimeout(() => {
	rejected.catch(() => {});
	throw new Error('thrown on purpose');
}, 20);
setTimeout(() => console.log('it goes on'), 60);
