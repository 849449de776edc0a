import { addCleanupHook, watchParent } from 'parent-watchdog';
import type { Peer } from '../harness/peer.js';

export const peer: Peer = {
	name: 'parent-watchdog, guard, grace period 2 s, interval 250 ms',
	hears: 'push',
	watch(cleanup) {
		watchParent({ guard: true, gracePeriod: 2000, interval: 250 });
		addCleanupHook(cleanup);
	},
};
