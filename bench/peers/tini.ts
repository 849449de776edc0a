import { missingCommand } from '../harness/load-peer.js';
import { type Peer, spawnChild } from '../harness/peer.js';

const PREFIX = ['tini', '-p', 'SIGTERM', '--'];

export const peer: Peer = {
	name: 'tini -p',
	hears: 'kernel',
	missing: () => missingCommand('tini', 'tini'),
	start: (launch) => spawnChild({ ...launch, prefix: [...launch.prefix, ...PREFIX] }),
	watch(cleanup) {
		process.on('SIGTERM', () => void cleanup().then(() => process.exit()));
	},
};
