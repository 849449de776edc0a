/**
 * A cluster worker calls `process.exit(0)` in the very 'disconnect' event, before a probe could tell
 * that the primary is gone, and asynchronous hooks would be lost. So the exit is put off while the
 * burst decides; then either the shutdown runs, or the worker exits as it would have.
 * https://github.com/nodejs/node/blob/main/lib/internal/cluster/child.js
 */
export function holdClusterExit(): { release: () => void; stop: () => void } | undefined {
	const worker = findWorker();
	if (!worker) return undefined;
	let isHeld = false;
	const hold = () => {
		isHeld = !worker.exitedAfterDisconnect;
		worker.exitedAfterDisconnect = true;
	};
	worker.on('disconnect', hold);
	return {
		release: () => {
			if (isHeld) process.exit(0);
		},
		stop: () => worker.removeListener('disconnect', hold),
	};
}

/** Node has loaded `node:cluster` in a worker before any of our code; elsewhere it is not loaded. */
export function findWorker() {
	const loaded = (process as { moduleLoadList?: string[] }).moduleLoadList;
	if (!loaded?.includes('NativeModule internal/cluster/child')) return undefined;
	const cluster = require('node:cluster') as typeof import('node:cluster').default;
	return cluster.worker;
}
