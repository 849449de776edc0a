import { loadPeer } from '../harness/load-peer.js';
import { type Peer, toExec } from '../harness/peer.js';

interface Workerpool {
	default: {
		pool(file: string, options: object): { exec(method: string): unknown };
		worker(methods: object): void;
	};
}

/** Its worker exits at the end of the channel. It gives its own stdout to the worker. */
export const peer: Peer = {
	name: 'workerpool',
	hears: 'push',
	env: { RECORD: '1' },
	async start(launch) {
		const { default: workerpool } = (await loadPeer('workerpool')) as Workerpool;
		const pool = workerpool.pool(launch.file, {
			workerType: 'process',
			maxWorkers: 1,
			forkArgs: launch.args,
			forkOpts: { ...toExec(launch), detached: launch.detached },
		});
		pool.exec('idle');
		return {};
	},
	async watch(cleanup) {
		const { default: workerpool } = (await loadPeer('workerpool')) as Workerpool;
		process.on('exit', () => void cleanup());
		workerpool.worker({ idle: () => new Promise(() => {}) });
	},
};
