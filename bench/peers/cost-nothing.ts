import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = { name: 'no watch', hears: 'nothing', start: spawnChild };
