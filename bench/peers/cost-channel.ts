import type { Peer } from '../harness/peer.js';

export const peer: Peer = {
	name: 'no watch, but an IPC channel that is read',
	hears: 'nothing',
	watch: () => process.on('message', () => {}),
};
