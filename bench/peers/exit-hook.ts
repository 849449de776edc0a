import { loadPeer } from '../harness/load-peer.js';
import type { Peer } from '../harness/peer.js';

type ExitHook = { asyncExitHook(hook: () => Promise<void>, options: { wait: number }): void };

export const peer: Peer = {
	name: 'exit-hook',
	hears: 'nothing',
	async watch(cleanup) {
		const { asyncExitHook } = (await loadPeer('exit-hook')) as ExitHook;
		asyncExitHook(cleanup, { wait: 1000 });
	},
};
