import { setMaxListeners } from 'node:events';

const followers = new WeakMap<AbortSignal, AbortSignal>();

/** One listener for all children that are stopped at once: Node 20 warns of more than ten. */
export function shareSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
	if (!signal) return undefined;
	const known = followers.get(signal);
	if (known) return known;
	const controller = new AbortController();
	setMaxListeners(0, controller.signal);
	const abort = () => controller.abort(signal.reason);
	if (signal.aborted) abort();
	else signal.addEventListener('abort', abort, { once: true });
	followers.set(signal, controller.signal);
	return controller.signal;
}
