/** Getters of `process` that throw, and an environment that refuses unknown names. */
import { AFTER_FIRST_POLL, observe } from './observe.js';

for (const name of ['ppid', 'pid', 'connected', 'channel', 'title']) {
	Object.defineProperty(process, name, {
		configurable: true,
		get: () => {
			throw new Error(`process.${name} is not for you`);
		},
	});
}
process.env = new Proxy(process.env, {
	get: (_env, name) => {
		throw new Error(`the environment has no ${String(name)}`);
	},
});
setTimeout(() => observe('first poll'), AFTER_FIRST_POLL);
