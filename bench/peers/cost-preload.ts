import { type Peer, spawnChild } from '../harness/peer.js';

/** The program knows nothing of the watch. */
export const peer: Peer = {
	name: 'parent-watchdog, preload, no hook',
	hears: 'poll',
	env: { NODE_OPTIONS: `--require ${require.resolve('parent-watchdog/register')}` },
	start: spawnChild,
};
