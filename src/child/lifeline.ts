import type { OnReadOpts, Socket, SocketConstructorOpts } from 'node:net';
import type { Inherited } from '../environment.js';
import type { ExpectedParent } from '../processes/expected-parent.js';
import { debug } from '../runtime/diagnostics.js';
import { parseLifeline } from './lifeline-name.js';
import { isOurs } from './own-descriptor.js';

/** Our end of the pipe that a supervisor holds towards us. It keeps nothing alive unless told to. */
export interface Lifeline {
	/** Whether its end would still be heard. */
	readonly isOpen: boolean;
	readonly supervisor: ExpectedParent;
	/** The descriptor of the guard line, where the environment names one. */
	readonly guardLine: number | undefined;
	/** Whether the supervisor does not read what is sent. */
	readonly isBehind: boolean;
	send(line: string): void;
	/** Reads no more until `resume()`; the end of file is not heard either. */
	pause(): void;
	resume(): void;
	/** While something is awaited that comes over it, it keeps the process alive. */
	hold(): void;
	release(): void;
}

export interface LifelineListener {
	/** The chunk is only lent. */
	onData(chunk: Buffer): void;
	/** The end of file: nobody holds the other end any more. */
	onEnd(): void;
}

/** Takes the lifeline that the environment names, if its descriptor is still what it was. */
export function takeLifeline(
	inherited: Inherited,
	{ onData, onEnd }: LifelineListener,
): Lifeline | undefined {
	const named = parseLifeline(inherited);
	if (!named || !isOurs(named)) return undefined;
	const socket = openSocket(named.descriptor, onData);
	if (!socket) return undefined;
	let isOpen = true;
	let holds = 0;
	const close = () => {
		if (!isOpen) return;
		isOpen = false;
		socket.destroy();
		onEnd();
	};
	// What a killed supervisor has not read is an ECONNRESET; 'close' follows every error.
	socket.on('error', (error) => debug('lifeline: %s', error.message));
	socket.on('end', close).on('close', close).resume().unref();
	return {
		get isOpen() {
			return isOpen;
		},
		supervisor: named.supervisor,
		guardLine: named.guardLine,
		get isBehind() {
			return socket.writableLength > HIGH_WATER;
		},
		pause: () => void socket.pause(),
		resume: () => void socket.resume(),
		send: (line) => {
			if (isOpen && socket.writable) socket.write(line);
		},
		hold: () => {
			holds += 1;
			if (isOpen) socket.ref();
		},
		release: () => {
			holds -= 1;
			if (holds === 0) socket.unref();
		},
	};
}

function openSocket(fd: number, onData: (chunk: Buffer) => void): Socket | undefined {
	const net = require('node:net') as typeof import('node:net');
	try {
		// In Bun a `Socket` by descriptor never fires; in Node `connect()` does not take one.
		if (process.versions.bun) return net.connect({ fd } as never).on('data', onData);
		const buffer = Buffer.allocUnsafeSlow(BUFFER_LENGTH);
		const callback = (length: number) => {
			onData(buffer.subarray(0, length));
			return true;
		};
		const options: SocketConstructorOpts & { onread: OnReadOpts } = {
			fd,
			readable: true,
			writable: true,
			// What may not be ours is not closed by us.
			allowHalfOpen: true,
			onread: { buffer, callback },
		};
		return new net.Socket(options);
	} catch (error) {
		debug('the lifeline %d cannot be opened: %s', fd, (error as Error).message);
		return undefined;
	}
}

/** One buffer for all that is read, so that a message need not travel through the stream's own. */
const BUFFER_LENGTH = 16 * 1024;
/** How much may wait to be written, in bytes, before the supervisor counts as one that does not read. */
const HIGH_WATER = 64 * 1024;
