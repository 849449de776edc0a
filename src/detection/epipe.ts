/**
 * A write to stdout or stderr that nobody reads any more. Without a listener the error is uncaught, and
 * ends a child that logs steadily some 16 ms after its parent, before its hooks could run.
 */
import { errorCode } from '../system.js';

export interface BrokenPipe {
	stream: NodeJS.WriteStream;
	error: Error;
}

const BROKEN = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED']);

/**
 * Listens to both streams. `onBroken` says whether it takes the error; if not, the error goes on as it
 * would have without us.
 */
export function listenToOutput(onBroken: (broken: BrokenPipe) => boolean): () => void {
	const stops = (['stdout', 'stderr'] as const).map((name) => listenToStream(name, onBroken));
	return () => {
		for (const stop of stops) stop();
	};
}

function listenToStream(
	name: 'stdout' | 'stderr',
	onBroken: (broken: BrokenPipe) => boolean,
): () => void {
	const stream = openStream(name);
	if (!stream) return () => {};
	const onError = (error: Error) => {
		const isBroken = BROKEN.has(errorCode(error) ?? '');
		if (isBroken && onBroken({ stream, error })) return;
		// Somebody else listens and has it; else it is uncaught, as it would have been.
		if (stream.listenerCount('error') <= 1) throw error;
	};
	stream.on('error', onError);
	listeners.set(stream, onError);
	return () => stream.removeListener('error', onError);
}

const listeners = new WeakMap<NodeJS.WriteStream, (error: Error) => void>();

/** Lets an error that was held back go on: to whoever listens by now, else uncaught. */
export function release({ stream, error }: BrokenPipe): void {
	const onError = listeners.get(stream);
	const isListening = onError !== undefined && stream.listeners('error').includes(onError);
	if (stream.listenerCount('error') > (isListening ? 1 : 0)) return;
	if (isListening) stream.removeListener('error', onError);
	try {
		stream.emit('error', error);
	} finally {
		if (isListening) stream.on('error', onError);
	}
}

/** `process.stdout` is made when first asked for, and may throw where the descriptor is closed. */
function openStream(name: 'stdout' | 'stderr'): NodeJS.WriteStream | undefined {
	try {
		return process[name];
	} catch {
		return undefined;
	}
}
