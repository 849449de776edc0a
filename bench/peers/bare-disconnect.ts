import type { Peer } from '../harness/peer.js';

export const peer: Peer = {
	name: "process.on('disconnect')",
	hears: 'push',
	watch(cleanup) {
		process.on('disconnect', () => void cleanup().then(() => process.exit()));
	},
};
