/** Python: `executor.shutdown(wait=True, cancel_futures=True)`. */
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise();
	let answer = () => {};
	const server = supervisor.use(
		createServer((_, response) => {
			answer = () => response.end('answered');
			console.log('a request runs; the supervisor stops');
			void supervisor.stop().then(({ executors }) => {
				console.log(`${executors[0]?.name}: ${executors[0]?.outcome}`);
			});
			setTimeout(answer, 100);
		}),
		{ name: 'server' },
	);
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	get({ port: (server.address() as AddressInfo).port, agent: false }, (response) => {
		response.setEncoding('utf8').on('data', (text) => console.log('the request was', text));
	});
}

void main();
