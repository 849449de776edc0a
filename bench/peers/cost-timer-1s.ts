import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'no watch, but a timer of 1 s',
	hears: 'nothing',
	start: spawnChild,
	watch: () => setInterval(() => {}, 1000),
};
