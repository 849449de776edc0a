import { addCleanupHook } from 'parent-watchdog';
import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'parent-watchdog, preload (polls)',
	hears: 'poll',
	env: { NODE_OPTIONS: `--require ${require.resolve('parent-watchdog/register')}` },
	start: spawnChild,
	watch: (cleanup) => addCleanupHook(cleanup),
};
