/** WebSocket servers of `ws`: https://github.com/websockets/ws/blob/master/doc/ws.md */

interface Client {
	close(code: number): void;
	terminate(): void;
}

export interface WebSocketServer {
	handleUpgrade(...args: unknown[]): unknown;
	close(callback: (error?: Error) => void): void;
	readonly clients: Iterable<Client>;
}

/** Going away: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const GOING_AWAY = 1001;

/** Each client is asked to close; the server is closed when all have. */
export function closeWebSocketServer(server: WebSocketServer): Promise<void> {
	return new Promise((resolve) => {
		// That it was closed before is the only error that it knows.
		server.close(() => resolve());
		for (const client of server.clients) client.close(GOING_AWAY);
	});
}

export function forceWebSocketServer(server: WebSocketServer): void {
	for (const client of server.clients) client.terminate();
}
