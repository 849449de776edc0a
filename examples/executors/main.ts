/** Python: `executor.shutdown(wait=True, cancel_futures=True)`. */
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	// A pool (piscina, tinypool, workerpool) or a worker thread is used in the same way.
	const server = supervisor.use(createServer(), { name: 'server' });
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');

	const request = get({ port: (server.address() as AddressInfo).port, agent: false });
	const answered = once(request, 'response') as Promise<[IncomingMessage]>;
	const [, response] = await once(server, 'request');
	console.log('a request runs; the supervisor stops');
	const stopped = supervisor.stop();
	setTimeout(() => response.end('answered'), 100);

	const [answer] = await answered;
	console.log('the request was', await text(answer));
	const { executors } = await stopped;
	for (const { name, outcome } of executors) console.log(`${name}: ${outcome}`);
}

void main();
