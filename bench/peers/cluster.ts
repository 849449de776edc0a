import cluster from 'node:cluster';
import { type Peer, toExec } from '../harness/peer.js';

/** A worker exits when it loses its primary. */
export const peer: Peer = {
	name: 'node:cluster',
	hears: 'push',
	start(launch) {
		const { execPath, execArgv } = toExec(launch);
		cluster.setupPrimary({
			exec: launch.file,
			args: launch.args,
			execArgv,
			stdio: [...launch.stdio, 'ipc'],
		});
		// It has no option for that.
		process.execPath = execPath;
		return cluster.fork().process;
	},
	watch(cleanup) {
		process.on('exit', () => void cleanup());
	},
};
