import { debug } from '../../runtime/diagnostics.js';
import { isPipe } from '../../runtime/is-pipe.js';
import { fstatSync } from '../../runtime/system.js';

export interface StdinSource {
	/** Whether its end would be heard at once. */
	isLive(): boolean;
	pull(): void;
	stop(): void;
}

const NONE: StdinSource = { isLive: () => false, pull: () => {}, stop: () => {} };

/**
 * Hears stdin end, without taking data from the program or keeping it alive. While the program reads,
 * 'end' is enough. While it does not, `pull()` (called at every poll tick) lets the stream read ahead
 * into its buffer, from where the program gets it later. `onLost`: the program reads no longer.
 */
export function listenToStdin(onEnd: () => void, onLost: () => void): StdinSource {
	const stdin = openStdin();
	if (!stdin) return NONE;
	const isRead = () => stdin.readableFlowing === true || stdin.listenerCount('readable') > 0;
	let isPulled = false;
	const giveBack = () => {
		if (isPulled) stdin.ref?.();
		isPulled = false;
	};
	const onListener = (event: string | symbol) => {
		if (event === 'data' || event === 'readable') giveBack();
	};
	// A program that destroys its stdin has ended it itself; a terminal that hangs up is an error.
	const onClose = () => {
		if (stdin.errored) onEnd();
	};
	stdin.on('end', onEnd).on('close', onClose).on('pause', onLost);
	stdin.on('newListener', onListener).on('resume', giveBack);
	return {
		isLive: () => {
			const hasRoom = stdin.readableLength < stdin.readableHighWaterMark;
			const isHeard = stdin.listeners('end').includes(onEnd) && !stdin.destroyed;
			return isHeard && (isRead() || isPulled) && hasRoom;
		},
		pull: () => {
			// A terminal stops a background process that reads from it (SIGTTIN), so that is left alone.
			if (stdin.isTTY || isRead() || stdin.destroyed) return;
			isPulled = true;
			stdin.unref?.();
			// `read(0)` reads ahead without consuming: https://nodejs.org/api/stream.html#readablereadsize
			stdin.read(0);
		},
		stop: () => {
			stdin.removeListener('end', onEnd).removeListener('close', onClose);
			stdin.removeListener('pause', onLost);
			stdin.removeListener('newListener', onListener).removeListener('resume', giveBack);
			if (isPulled && !isRead() && !stopReading(stdin)) return;
			giveBack();
		},
	};
}

interface Internals {
	_handle?: { reading?: boolean; readStop?(): void } | null;
	_readableState?: { reading?: boolean };
}

/**
 * A handle that reads keeps the process alive. So it is stopped as Node does it when stdin is paused,
 * but without a change that the program could see. Where that cannot be done it stays without a ref.
 * https://github.com/nodejs/node/blob/main/lib/internal/bootstrap/switches/is_main_thread.js
 */
function stopReading(stdin: NodeJS.ReadStream): boolean {
	const { _handle: handle, _readableState: state } = stdin as unknown as Internals;
	if (!handle?.reading) return true;
	if (!handle.readStop || !state) return false;
	state.reading = false;
	handle.reading = false;
	handle.readStop();
	return true;
}

/** A file or `/dev/null` ends at once, and says nothing about a parent. */
function openStdin(): NodeJS.ReadStream | undefined {
	try {
		const { stdin } = process;
		const kind = fstatSync(0);
		if (isPipe(kind) || kind.isSocket() || stdin.isTTY) return stdin;
		debug('stdin is neither pipe, socket nor terminal; its end is not watched');
	} catch (error) {
		debug('stdin cannot be watched: %s', (error as Error).message);
	}
	return undefined;
}
