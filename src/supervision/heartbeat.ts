import type { Usage } from '../processes/usage.js';
import { now, round } from '../runtime/clock.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { readOnly } from '../runtime/read-only.js';
import { clearTimeout, setTimeout } from '../runtime/system.js';
import type { SupervisedChild } from './supervised-child.js';

/** What a child uses. */
export interface ChildUsage extends Usage {
	/** That of the child. */
	readonly name: string;
	/** That of the child. */
	readonly pid: number;
}

/** A sign of life, and what the children use. */
export interface Heartbeat {
	/** In ms since the epoch. */
	readonly time: number;
	/** What each child uses that can be asked. */
	readonly children: readonly ChildUsage[];
}

/** Leaves out those that cannot be asked. */
export async function usageOf(children: readonly SupervisedChild[]): Promise<ChildUsage[]> {
	const { readUsage } = require('../processes/usage.js') as typeof import('../processes/usage.js');
	const found = await readUsage(children.map(({ pid }) => pid as number));
	return children.flatMap(({ name, pid }) => {
		const usage = found.get(pid as number);
		return usage ? [readOnly({ name, pid: pid as number, ...usage })] : [];
	});
}

/**
 * Beats every `interval` ms, counted from the end of the last beat, so that slow ones do not pile up.
 * It keeps nothing alive. Without an interval there is none. Returns what stops it.
 */
export function startHeartbeat(
	interval: number | undefined,
	readUsage: () => Promise<readonly ChildUsage[]>,
	onBeat?: (beat: Heartbeat) => unknown,
): () => void {
	if (!interval) return () => {};
	let timer: NodeJS.Timeout | undefined;
	let isStopped = false;
	const beat = async () => {
		const heartbeat = readOnly({ time: round(now()), children: await readUsage() });
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
