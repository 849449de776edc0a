/** A Node child that takes 50 ms to clean up, in the way of whoever stops it. Says when it is ready. */
import { setTimeout as delay } from 'node:timers/promises';
import { addCleanupHook } from 'parent-watchdog';
import { loadPeer } from '../harness/load-peer.js';

const CLEANUP = 50;

async function main(): Promise<void> {
	const kind = process.argv[2];
	setInterval(() => {}, 60_000);
	if (kind === 'hook') addCleanupHook(() => delay(CLEANUP));
	if (kind === 'workerpool') {
		type Workerpool = { default: { worker(methods: object, options: object): void } };
		const { default: workerpool } = (await loadPeer('workerpool')) as Workerpool;
		workerpool.worker({ work: () => delay(200) }, { onTerminate: () => delay(CLEANUP) });
	}
	if (kind === 'cluster')
		process.once('disconnect', () => setTimeout(() => process.exit(), CLEANUP));
	console.log('ready');
}

void main();
