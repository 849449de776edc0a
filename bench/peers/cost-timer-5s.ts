import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'no watch, but a timer of 5 s',
	hears: 'nothing',
	start: spawnChild,
	watch: () => setInterval(() => {}, 5000),
};
