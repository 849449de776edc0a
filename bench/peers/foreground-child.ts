import { loadPeer } from '../harness/load-peer.js';
import { type Peer, type Started, toCommand } from '../harness/peer.js';

type ForegroundChild = { foregroundChild(command: string, args: string[]): Started };

/** It gives its own stdout to the child, and hangs it up with SIGHUP when it ends itself. */
export const peer: Peer = {
	name: 'foreground-child',
	hears: 'nothing',
	env: { RECORD: '1' },
	async start(launch) {
		const { foregroundChild } = (await loadPeer('foreground-child')) as ForegroundChild;
		const [command = '', ...args] = toCommand(launch);
		return foregroundChild(command, args);
	},
	watch(cleanup) {
		process.on('SIGHUP', () => void cleanup().then(() => process.exit()));
	},
};
