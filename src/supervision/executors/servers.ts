/** Servers of node:net and those that build on it: https://nodejs.org/api/net.html#class-netserver */
import { errorCode } from '../../runtime/system.js';
import { until } from './until.js';

interface Socket {
	readonly bytesRead: number;
	once(event: 'close', listener: () => void): unknown;
	destroy(): unknown;
}

/** Of node:http2: a connection that serves many requests. */
interface Session {
	once(event: 'close', listener: () => void): unknown;
	close(): unknown;
}

export interface Server {
	address(): unknown;
	close(callback: (error?: Error) => void): unknown;
	on(event: 'connection', listener: (socket: Socket) => void): unknown;
	on(event: 'session', listener: (session: Session) => void): unknown;
	off(event: string, listener: unknown): unknown;
	once(event: 'close', listener: () => void): unknown;
	readonly listening: boolean;
	getConnections?(callback: (error: Error | null, count: number) => void): unknown;
	/** Of node:http and node:https. */
	closeIdleConnections?(): void;
	closeAllConnections?(): void;
}

export function isServer(value: unknown): value is Server {
	const { close, address, on, listening } = (value ?? {}) as Partial<Server>;
	const methods = [close, address, on];
	return typeof listening === 'boolean' && methods.every((one) => typeof one === 'function');
}

/** A net server does not tell its connections, and an http server not those that were upgraded. */
const connections = new WeakMap<Server, { sockets: Set<Socket>; sessions: Set<Session> }>();
const closings = new WeakMap<Server, Promise<void>>();

export function watchServer(server: Server): () => void {
	const known = connections.get(server) ?? { sockets: new Set(), sessions: new Set() };
	connections.set(server, known);
	const addSocket = (socket: Socket) => add(known.sockets, socket);
	const addSession = (session: Session) => add(known.sessions, session);
	server.on('connection', addSocket);
	server.on('session', addSession);
	return () => {
		server.off('connection', addSocket);
		server.off('session', addSession);
	};
}

function add<Item extends Socket | Session>(items: Set<Item>, item: Item): void {
	items.add(item);
	item.once('close', () => items.delete(item));
}

/** It does not listen any more; connections end when their request or their peer has ended. */
export async function closeServer(server: Server, signal: AbortSignal): Promise<void> {
	const closing = end(server);
	closings.set(server, closing);
	// It serves the requests that it has, and takes no others; Node 24 does that itself.
	for (const session of connections.get(server)?.sessions ?? []) session.close();
	closeIdle(server, closing, signal);
	await closing;
}

/** Again and again: a connection that is kept alive becomes idle only after the request that it serves by now. */
export function closeIdle(server: Server, closing: Promise<unknown>, signal: AbortSignal): void {
	if (!server.closeIdleConnections) return;
	let isClosed = false;
	const note = () => {
		isClosed = true;
	};
	closing.then(note, note);
	until(() => isClosed || closeIdleConnections(server), signal).catch(() => {});
}

/** All connections, whatever they do. */
export async function forceServer(server: Server): Promise<void> {
	const closing = (!server.listening && closings.get(server)) || end(server);
	server.closeAllConnections?.();
	for (const socket of connections.get(server)?.sockets ?? []) socket.destroy();
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
	for (const socket of connections.get(server)?.sockets ?? []) {
		if (socket.bytesRead === 0) socket.destroy();
	}
	return false;
}
