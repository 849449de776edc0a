/** Servers of node:net and those that build on it: https://nodejs.org/api/net.html#class-netserver */
import { errorCode } from '../../system.js';
import { until } from './until.js';

interface Socket {
	readonly bytesRead: number;
	once(event: 'close', listener: () => void): unknown;
	destroy(): unknown;
}

export interface Server {
	address(): unknown;
	close(callback: (error?: Error) => void): unknown;
	on(event: 'connection', listener: (socket: Socket) => void): unknown;
	off(event: 'connection', listener: (socket: Socket) => void): unknown;
	once(event: 'close', listener: () => void): unknown;
	readonly listening: boolean;
	getConnections?(callback: (error: Error | null, count: number) => void): unknown;
	/** Of node:http and node:https. */
	closeIdleConnections?(): void;
	closeAllConnections?(): void;
}

/** A net server does not tell its connections, and an http server not those that were upgraded. */
const connections = new WeakMap<Server, Set<Socket>>();
const closings = new WeakMap<Server, Promise<void>>();

export function watchServer(server: Server): () => void {
	const sockets = connections.get(server) ?? new Set();
	connections.set(server, sockets);
	const add = (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	};
	server.on('connection', add);
	return () => server.off('connection', add);
}

/** It does not listen any more; connections end when their request or their peer has ended. */
export async function closeServer(server: Server, signal: AbortSignal): Promise<void> {
	let isClosed = false;
	const closing = end(server).finally(() => {
		isClosed = true;
	});
	closings.set(server, closing);
	// A connection that is kept alive becomes idle only after the request that it serves by now.
	if (server.closeIdleConnections) {
		const closeIdle = () => isClosed || closeIdleConnections(server);
		until(closeIdle, signal).catch(() => {});
	}
	await closing;
}

/** All connections, whatever they do. */
export async function forceServer(server: Server): Promise<void> {
	const closing = (!server.listening && closings.get(server)) || end(server);
	server.closeAllConnections?.();
	for (const socket of connections.get(server) ?? []) socket.destroy();
	await closing;
}

/** Its owner may have closed it, and its connections are still there; `close()` would emit 'close' again. */
function end(server: Server): Promise<void> {
	return new Promise((resolve, reject) => {
		if (server.listening) {
			server.close((error) => {
				if (error && errorCode(error) !== 'ERR_SERVER_NOT_RUNNING') reject(error);
				else resolve();
			});
			return;
		}
		server.once('close', resolve);
		if (!server.getConnections) resolve();
		server.getConnections?.((_, count) => {
			if (!count) resolve();
		});
	});
}

/** One that has not asked for anything yet does not count as idle there, and would hold us up for ever. */
function closeIdleConnections(server: Server): false {
	server.closeIdleConnections?.();
	for (const socket of connections.get(server) ?? []) {
		if (socket.bytesRead === 0) socket.destroy();
	}
	return false;
}
