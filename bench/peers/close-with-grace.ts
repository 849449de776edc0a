import { loadPeer } from '../harness/load-peer.js';
import type { Peer } from '../harness/peer.js';

type CloseWithGrace = { default(options: object, close: () => Promise<void>): void };

export const peer: Peer = {
	name: 'close-with-grace',
	hears: 'nothing',
	async watch(cleanup) {
		const { default: closeWithGrace } = (await loadPeer('close-with-grace')) as CloseWithGrace;
		closeWithGrace({ delay: 1000 }, cleanup);
	},
};
