import { loadPeer } from '../harness/load-peer.js';
import { type Peer, type Started, toCommand } from '../harness/peer.js';

type Execa = { execa(command: string, args: string[], options: object): Started };

/** With `cleanup`, the child is ended when the parent exits. */
export const peer: Peer = {
	name: 'execa (cleanup, forceKill)',
	hears: 'nothing',
	async start(launch) {
		const { execa } = (await loadPeer('execa')) as Execa;
		const [command = '', ...args] = toCommand(launch);
		const { stdio, detached } = launch;
		const { pid } = execa(command, args, {
			...{ cleanup: true, forceKillAfterDelay: 500, buffer: false, reject: false },
			...{ stdio: [...stdio], detached },
		});
		// What execa returns is a promise as well: of the child's end.
		return { pid };
	},
	watch(cleanup) {
		process.on('SIGTERM', () => void cleanup().then(() => process.exit()));
	},
};
