/** `process.channel` with what its types leave out: https://nodejs.org/api/process.html#processchannel */
interface CountedChannel {
	refCounted?(): void;
	unrefCounted?(): void;
}

export interface ChannelSource {
	/** Whether the channel is open, and the program has not taken our listener away. */
	isLive(): boolean;
	stop(): void;
}

/**
 * Hears the channel close at once. Node counts a 'disconnect' listener as a reason to keep the process
 * alive; `unrefCounted()` takes back exactly our own count. Where there is no such function (Bun) the
 * poll has to do. `onLost`: our listener has been removed by the program.
 */
export function listenToChannel(onClosed: () => void, onLost: () => void): ChannelSource {
	const channel = process.channel as CountedChannel | null | undefined;
	if (!process.connected || !channel?.unrefCounted) return { isLive: () => false, stop: () => {} };
	process.prependListener('disconnect', onClosed);
	channel.unrefCounted();
	let isHeard = true;
	// Node takes its count back when the listener is removed, by whomever: give it ours first.
	const onRemoved = (event: string | symbol, listener: unknown) => {
		if (event !== 'disconnect' || listener !== onClosed) return;
		channel.refCounted?.();
		isHeard = false;
		onLost();
	};
	const emitter: NodeJS.EventEmitter = process;
	emitter.prependListener('removeListener', onRemoved);
	return {
		isLive: () => isHeard && process.connected === true,
		stop: () => {
			process.removeListener('disconnect', onClosed);
			emitter.removeListener('removeListener', onRemoved);
		},
	};
}
