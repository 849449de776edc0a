/** The sources that hear of the parent's end at once. They need listeners, so a hook has to be there first. */
import { holdClusterExit } from './cluster.js';
import { listenToOutput, release } from './epipe.js';
import { listenToChannel } from './ipc.js';
import type { Detection } from './watch.js';

export function listenAtOnce(
	detection: Detection,
	onChannelClosed: (cleared?: () => void) => void,
	isShuttingDown: () => boolean,
): () => void {
	const cluster = holdClusterExit();
	const stops = [
		cluster?.stop,
		listenToChannel(() => onChannelClosed(cluster?.release)),
		listenToOutput((broken) => {
			if (isShuttingDown()) return true;
			// Who else listens has it by now, and decides; alone, the error waits for the verdict.
			const isAlone = broken.stream.listenerCount('error') <= 1;
			detection.suspect('epipe', false, isAlone ? () => release(broken) : undefined);
			return isAlone;
		}),
	];
	return () => {
		for (const stop of stops) stop?.();
	};
}
