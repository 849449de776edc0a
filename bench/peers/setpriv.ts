import { missingCommand } from '../harness/load-peer.js';
import { type Peer, spawnChild } from '../harness/peer.js';

const PREFIX = ['setpriv', '--pdeathsig', 'SIGTERM'];

export const peer: Peer = {
	name: 'setpriv --pdeathsig',
	hears: 'kernel',
	missing: () => missingCommand('setpriv', 'util-linux'),
	start: (launch) => spawnChild({ ...launch, prefix: [...launch.prefix, ...PREFIX] }),
	watch(cleanup) {
		process.on('SIGTERM', () => void cleanup().then(() => process.exit()));
	},
};
