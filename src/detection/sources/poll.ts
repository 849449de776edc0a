import { clearInterval, setInterval } from '../../runtime/system.js';

/** The source that always works: a look at every tick of a timer that keeps no process alive. */
export function startPolling(interval: number, tick: () => void): () => void {
	const timer = setInterval(tick, interval).unref();
	return () => clearInterval(timer);
}
