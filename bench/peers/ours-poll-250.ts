import type { Peer } from '../harness/peer.js';
import { peer as preload } from './ours-poll.js';

export const peer: Peer = {
	...preload,
	name: 'parent-watchdog, polls every 250 ms',
	env: { ...preload.env, PARENT_WATCHDOG_INTERVAL: '250' },
};
