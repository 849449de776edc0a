import type { Usage } from '../processes/usage.js';
import { now } from '../runtime/clock.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';

/** What a child uses. */
export interface ChildUsage extends Usage {
	/** That of the child. */
	name: string;
	/** That of the child. */
	pid: number;
}

/** A sign of life, and what the children use. */
export interface Heartbeat {
	/** In ms since the epoch. */
	time: number;
	/** What each child uses that can be asked. */
	children: readonly ChildUsage[];
}

/**
 * Beats every `interval` ms, counted from the end of the last beat, so that slow ones do not pile up.
 * It keeps nothing alive. Returns what stops it.
 */
export function startHeartbeat(
	interval: number,
	readUsage: () => Promise<readonly ChildUsage[]>,
	onBeat?: (beat: Heartbeat) => unknown,
): () => void {
	let timer: NodeJS.Timeout | undefined;
	let isStopped = false;
	const beat = async () => {
		const heartbeat = { time: now(), children: await readUsage() };
		if (isStopped) return;
		publish('heartbeat', heartbeat);
		await onBeat?.(heartbeat);
	};
	const next = () => {
		if (!isStopped) timer = setTimeout(run, interval).unref();
	};
	const run = () => {
		beat()
			.catch((error: unknown) => debug('heartbeat: %s', error))
			.finally(next);
	};
	next();
	return () => {
		isStopped = true;
		clearTimeout(timer);
	};
}
