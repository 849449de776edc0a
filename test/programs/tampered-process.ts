/** Makes what a watch may use of `process` throw, lie and count. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

const calls: string[] = [];
const names = [
	'kill',
	'exit',
	'on',
	'once',
	'removeListener',
	'emitWarning',
	'hrtime',
	'uptime',
] as const;
for (const name of names) {
	Object.assign(process, {
		[name]: () => {
			calls.push(name);
			throw new Error(`process.${name}() is not for you`);
		},
	});
}
Object.defineProperty(process, 'ppid', { value: 1 });
Object.defineProperty(process, 'pid', { value: 1 });
Object.defineProperty(process, 'platform', { value: 'win32' });
setTimeout(() => {
	observe('first poll');
	console.log(calls);
}, AFTER_FIRST_POLL);
