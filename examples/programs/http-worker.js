/** An HTTP server that answers what it has been asked before it ends: by a signal, or because its parent is gone. */
const { createServer } = require('node:http');
const { setTimeout: delay } = require('node:timers/promises');
const { addCleanupHook, closeGracefully, watchParent } = require('parent-watchdog');

watchParent();

const server = createServer(async ({ url }, response) => {
	if (url === '/slow') await delay(500);
	response.end('done\n');
});

addCleanupHook(
	async ({ type }) => {
		console.log(`${type}: no new requests, those that run are answered`);
		const { outcome } = await closeGracefully(server, { timeout: 4000 });
		console.log(`server ${outcome}`);
	},
	{ name: 'drain' },
);

server.listen(Number(process.env.PORT ?? 0), () => {
	const address = server.address();
	console.log('listening on', typeof address === 'object' ? address?.port : address);
});
