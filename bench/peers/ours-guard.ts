import { addCleanupHook, watchParent } from 'parent-watchdog';
import type { Peer } from '../harness/peer.js';

export const peer: Peer = {
	name: 'parent-watchdog, guard',
	hears: 'push',
	watch(cleanup) {
		watchParent({ guard: true });
		addCleanupHook(cleanup);
	},
};
