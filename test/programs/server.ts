/** An HTTP server that answers its own client and is closed; then nothing is left. */
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import './observe.js';

const server = createServer((request, response) => response.end(`hello ${request.url}`));
server.listen(0, '127.0.0.1', () => {
	const { port } = server.address() as AddressInfo;
	get({ port, path: '/there', agent: false }, async (response) => {
		for await (const chunk of response) console.log(response.statusCode, String(chunk));
		server.close(() => console.log('closed'));
	});
});
