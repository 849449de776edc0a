/** `process.channel` with what its types leave out: https://nodejs.org/api/process.html#processchannel */
interface CountedChannel {
	refCounted?(): void;
	unrefCounted?(): void;
}

/**
 * Hears the channel close at once. Node counts a 'disconnect' listener as a reason to keep the process
 * alive; `unrefCounted()` takes back exactly our own count. Where there is no such function (Bun) the
 * poll has to do.
 */
export function listenToChannel(onClosed: () => void): () => void {
	const channel = process.channel as CountedChannel | null | undefined;
	if (!process.connected || !channel?.unrefCounted) return () => {};
	process.prependListener('disconnect', onClosed);
	channel.unrefCounted();
	// Node takes its count back when the listener is removed, by whomever: give it ours first.
	const restore = (event: string | symbol, listener: unknown) => {
		if (event === 'disconnect' && listener === onClosed) channel.refCounted?.();
	};
	const emitter: NodeJS.EventEmitter = process;
	emitter.prependListener('removeListener', restore);
	return () => {
		process.removeListener('disconnect', onClosed);
		emitter.removeListener('removeListener', restore);
	};
}
