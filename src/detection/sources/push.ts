/** The sources that hear of the parent's end at once. They need listeners, so a hook has to be there first. */

import type { Detection } from '../detection.js';
import { holdClusterExit } from './cluster.js';
import { listenToOutput, release } from './epipe.js';
import { listenToChannel } from './ipc.js';

export function startPushSources(
	detection: Detection,
	onChannelClosed: (cleared?: () => void) => void,
	isShuttingDown: () => boolean,
): () => void {
	detection.isUrgent = true;
	const cluster = holdClusterExit();
	// What was held back would disturb a shutdown that has another reason and started meanwhile.
	const unlessShuttingDown = (goOn: () => void) => () => {
		if (!isShuttingDown()) goOn();
	};
	const cleared = cluster && unlessShuttingDown(cluster.release);
	const stops = [
		cluster?.stop,
		// Bound, not wrapped: a function of our own would be compiled when every moment counts.
		listenToChannel(onChannelClosed.bind(undefined, cleared)),
		listenToOutput((broken) => {
			if (isShuttingDown()) return true;
			// Who else listens has it by now, and decides; alone, the error waits for the verdict.
			const isAlone = broken.emitter.listenerCount('error') <= 1;
			const goOn = isAlone ? unlessShuttingDown(() => release(broken)) : undefined;
			detection.suspect('epipe', false, goOn);
			return isAlone;
		}),
	];
	return () => {
		detection.isUrgent = false;
		for (const stop of stops) stop?.();
	};
}
