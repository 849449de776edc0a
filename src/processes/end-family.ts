/** Ends a family of processes: SIGTERM, time to end, SIGKILL, until nobody is left. */
import { type Step, takeSteps } from '../runtime/steps.js';
import type { Family } from './members.js';
import { WatchedFamily } from './watched-family.js';

/** In ms; time in which this process did not run does not count. */
export interface EndTimes {
	/** Before SIGTERM. */
	wait?: number | undefined;
	/** After SIGTERM; 0 sends none. */
	terminate: number;
	/** After SIGKILL. */
	kill: number;
}

/**
 * Resolves once nobody is left in it, its time is up, or the signal is aborted; then nobody is signalled any
 * more. Its members tell what became of them.
 */
export async function endFamily(
	family: Family,
	{ wait = 0, terminate, kill }: EndTimes,
	signal?: AbortSignal | undefined,
): Promise<void> {
	const watched = new WatchedFamily(family);
	const steps: Step<'wait' | 'terminate' | 'kill'>[] = [
		{ name: 'wait', ms: wait, act: () => {} },
		{ name: 'terminate', ms: terminate, act: () => watched.act('terminate') },
		{ name: 'kill', ms: kill, act: () => watched.act('kill') },
	];
	const wanted = steps.filter(({ name, ms }) => name === 'kill' || ms > 0);
	try {
		const endedBy = await takeSteps(wanted, watched.isGone, signal);
		if (endedBy === undefined) await watched.act('nothing');
	} catch (error) {
		if (!signal?.aborted) throw error;
		await watched.act('nothing');
	} finally {
		watched.leave();
	}
}
