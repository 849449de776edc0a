/** What closes itself, and names the server that it is built on: Fastify, Socket.IO, hapi, restify. */
import { call } from './methods.js';
import { closeIdle, forceServer, isServer, type Server, watchServer } from './servers.js';

export interface Framework {
	close(): unknown;
	readonly server?: unknown;
	readonly httpServer?: unknown;
	readonly listener?: unknown;
}

/** By the properties that their documentation names. */
export function findServer({ server, httpServer, listener }: Framework): Server | undefined {
	return [server, httpServer, listener].find(isServer);
}

/** It waits for its requests; a connection that becomes idle after one would hold it up. */
export async function closeFramework(framework: Framework, signal: AbortSignal): Promise<void> {
	const server = findServer(framework);
	const closing = Promise.resolve(call(framework, 'close'));
	if (server) closeIdle(server, closing, signal);
	await closing;
}

export async function forceFramework(framework: Framework): Promise<void> {
	const server = findServer(framework);
	if (server) await forceServer(server);
}

export function watchFramework(framework: Framework): () => void {
	const server = findServer(framework);
	return server ? watchServer(server) : () => {};
}
