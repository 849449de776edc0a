import { addCleanupHook, watchParent } from 'parent-watchdog';
import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'parent-watchdog, stdin',
	hears: 'push',
	start: (launch) => spawnChild({ ...launch, stdio: ['pipe', ...launch.stdio.slice(1)] }),
	watch(cleanup) {
		watchParent({ stdin: true });
		addCleanupHook(cleanup);
	},
};
