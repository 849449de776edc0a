/** The sources that hear of the parent's end at once. They need listeners, so a hook has to be there first. */
import type { Detection } from '../detection.js';
import { holdClusterExit } from './cluster.js';
import { type BrokenPipe, listenToOutput, release } from './epipe.js';
import { listenToChannel } from './ipc.js';

export interface PushSources {
	/** Whether the end of the IPC channel would be heard at once. */
	isChannelLive(): boolean;
	/** A shutdown has begun: what was held back would disturb it, and broken pipes are of no interest. */
	swallow(): void;
	stop(): void;
}

/** `onLost`: the program has taken our 'disconnect' listener away. */
export function startPushSources(
	detection: Detection,
	onChannelClosed: (cleared?: () => void) => void,
	onLost: () => void,
): PushSources {
	let isShuttingDown = false;
	const unlessShuttingDown = (goOn: () => void) => () => {
		if (!isShuttingDown) goOn();
	};
	const onBroken = (broken: BrokenPipe) => {
		if (isShuttingDown) return true;
		// Who else listens has it by now, and decides; alone, the error waits for the verdict.
		const isAlone = broken.emitter.listenerCount('error') <= 1;
		const goOn = isAlone ? unlessShuttingDown(() => release(broken)) : undefined;
		detection.suspect('epipe', false, goOn);
		return isAlone;
	};
	detection.isUrgent = true;
	const cluster = holdClusterExit();
	const cleared = cluster && unlessShuttingDown(cluster.release);
	// Bound, not wrapped: a function of our own would be compiled when every moment counts.
	const channel = listenToChannel(onChannelClosed.bind(undefined, cleared), onLost);
	const stopOutput = listenToOutput(onBroken);
	return {
		isChannelLive: channel.isLive,
		swallow: () => {
			isShuttingDown = true;
		},
		stop: () => {
			detection.isUrgent = false;
			cluster?.stop();
			channel.stop();
			stopOutput();
		},
	};
}
