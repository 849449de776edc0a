/**
 * A write to stdout or stderr that nobody reads any more, or a message for a channel that is closed.
 * Without a listener the error is uncaught, and ends a child that logs or sends steadily some 16 ms after
 * its parent, before its hooks could run or in the middle of them.
 */
import { errorCode } from '../../runtime/system.js';
import { findWorker } from './cluster.js';

export interface BrokenPipe {
	/** One of the two streams; for the channel `process`, or the cluster worker that is told by it. */
	emitter: NodeJS.EventEmitter;
	error: Error;
}

const BROKEN = new Set([
	...['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED'],
	// https://nodejs.org/api/errors.html#err_ipc_channel_closed
	'ERR_IPC_CHANNEL_CLOSED',
]);

/**
 * Listens to both streams and the channel. `onBroken` says whether it takes the error; if not, the error
 * goes on as it would have without us.
 */
export function listenToOutput(onBroken: (broken: BrokenPipe) => boolean): () => void {
	const emitters = [openStream('stdout'), openStream('stderr'), findChannel()];
	const stops = emitters.map((emitter) => listenToErrors(emitter, onBroken));
	return () => {
		for (const stop of stops) stop();
	};
}

function listenToErrors(
	emitter: NodeJS.EventEmitter | undefined,
	onBroken: (broken: BrokenPipe) => boolean,
): () => void {
	if (!emitter) return () => {};
	const onError = (error: Error) => {
		const isBroken = BROKEN.has(errorCode(error) ?? '');
		if (isBroken && onBroken({ emitter, error })) return;
		// Somebody else listens and has it; else it is uncaught, as it would have been.
		if (emitter.listenerCount('error') <= 1) throw error;
	};
	emitter.on('error', onError);
	listeners.set(emitter, onError);
	return () => emitter.removeListener('error', onError);
}

const listeners = new WeakMap<NodeJS.EventEmitter, (error: Error) => void>();

/** Lets an error that was held back go on: to whoever listens by now, else uncaught. */
export function release({ emitter, error }: BrokenPipe): void {
	const onError = listeners.get(emitter);
	const isListening = onError !== undefined && emitter.listeners('error').includes(onError);
	if (emitter.listenerCount('error') > (isListening ? 1 : 0)) return;
	if (isListening) emitter.removeListener('error', onError);
	try {
		emitter.emit('error', error);
	} finally {
		if (isListening) emitter.on('error', onError);
	}
}

/** A cluster worker passes on what `process` is told, and there it is uncaught without a listener. */
function findChannel(): NodeJS.EventEmitter | undefined {
	return process.send && (findWorker() ?? process);
}

/** `process.stdout` is made when first asked for, and may throw where the descriptor is closed. */
export function openStream(name: 'stdout' | 'stderr'): NodeJS.WriteStream | undefined {
	try {
		return process[name];
	} catch {
		return undefined;
	}
}
