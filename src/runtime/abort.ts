import { setMaxListeners } from 'node:events';

/** As many as like may listen to its signal; Node 20 would warn of more than ten. */
export function createAbortController(): AbortController {
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	return controller;
}
