import { addCleanupHook, watchParent } from 'parent-watchdog';
import type { Peer } from '../harness/peer.js';

export const peer: Peer = {
	name: 'parent-watchdog, IPC channel',
	hears: 'push',
	watch(cleanup) {
		watchParent();
		addCleanupHook(cleanup);
	},
};
