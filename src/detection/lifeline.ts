import type { Socket } from 'node:net';
import { debug } from '../diagnostics.js';
import type { NamedPipe } from '../environment.js';
import { fstatSync, readlinkSync, readPpid } from '../system.js';
import { readSelf } from './identity.js';

/** Our end of the pipe that a supervisor holds towards us. It keeps nothing alive unless told to. */
export interface Lifeline {
	send(line: string): void;
	/** While something is awaited that comes over it, it keeps the process alive. */
	hold(): void;
	release(): void;
}

export interface LifelineListener {
	onData(chunk: Buffer): void;
	/** The end of file: nobody holds the other end any more. */
	onEnd(): void;
}

/** Opens the descriptor that the environment names, if that is still what it was. */
export function openLifeline(
	named: NamedPipe,
	{ onData, onEnd }: LifelineListener,
): Lifeline | undefined {
	const socket = isOurs(named) ? openSocket(named.descriptor) : undefined;
	if (!socket) return undefined;
	let isOpen = true;
	let holds = 0;
	const close = () => {
		if (!isOpen) return;
		isOpen = false;
		onEnd();
	};
	// What a killed supervisor has not read is an ECONNRESET; 'close' follows every error.
	socket.on('error', (error) => debug('lifeline: %s', error.message));
	socket.on('data', onData).on('end', close).on('close', close).unref();
	return {
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

/**
 * Variables travel further than descriptors: what node, npm or python has started in between still sees
 * the name, and by that number perhaps something of its own. A shell passes both on, so then our parent
 * holds the same socket by the same number.
 */
export function isOurs({ descriptor, supervisor }: NamedPipe): boolean {
	const channel = process.channel as { fd?: number } | undefined;
	if (channel?.fd === descriptor || !isConnection(descriptor)) return false;
	const ppid = readPpid();
	if (ppid === supervisor.pid || !readSelf().hasProc) return true;
	const isInherited = readLink('self', descriptor) === readLink(ppid, descriptor);
	if (!isInherited) debug('descriptor %d is not the lifeline that it is named as', descriptor);
	return isInherited;
}

function isConnection(descriptor: number): boolean {
	try {
		const kind = fstatSync(descriptor);
		return kind.isSocket() || kind.isFIFO();
	} catch {
		return false;
	}
}

function readLink(pid: number | 'self' | undefined, descriptor: number): string | undefined {
	try {
		return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
	} catch {
		// Another user's, or gone: two of these must not look alike.
		return pid === 'self' ? undefined : '';
	}
}

function openSocket(fd: number): Socket | undefined {
	const net = require('node:net') as typeof import('node:net');
	try {
		// In Bun a `Socket` by descriptor never fires; in Node `connect()` does not take one.
		if (process.versions.bun) return net.connect({ fd } as never);
		return new net.Socket({ fd, readable: true, writable: true });
	} catch (error) {
		debug('the lifeline %d cannot be opened: %s', fd, (error as Error).message);
		return undefined;
	}
}
