/**
 * The frame of a language server: it ends with its editor. The editor may be killed, close the pipe, or be
 * another process than the parent; it names its `processId` in `initialize`, which may be null.
 */
const { addCleanupHook, shutdown, watchParent } = require('parent-watchdog');

watchParent({ stdin: true });
addCleanupHook(({ type }) => console.error(`${type}: the index is saved`));

let rest = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
	rest = Buffer.concat([rest, chunk]);
	for (;;) {
		const header = /^Content-Length: (\d+)\r\n\r\n/.exec(rest.toString('latin1'));
		if (!header) return;
		const start = header[0].length;
		const end = start + Number(header[1]);
		if (rest.length < end) return;
		onMessage(JSON.parse(rest.toString('utf8', start, end)));
		rest = rest.subarray(end);
	}
});

function onMessage({ id, method, params }) {
	const processId = params?.processId ?? null;
	if (method === 'initialize') {
		watchParent({ pid: processId === null ? process.ppid : [process.ppid, processId] });
	}
	if (method === 'exit') void shutdown();
	if (id === undefined) return;
	const result = method === 'initialize' ? { capabilities: {} } : null;
	const text = JSON.stringify({ jsonrpc: '2.0', id, result });
	process.stdout.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}
