import { addCleanupHook, watchParent } from 'parent-watchdog';
import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'parent-watchdog, pid named (polls)',
	hears: 'poll',
	start: spawnChild,
	watch(cleanup) {
		watchParent({ pid: Number(process.env.EXPECTED_PARENT) });
		addCleanupHook(cleanup);
	},
};
