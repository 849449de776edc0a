import { loadPeer } from '../harness/load-peer.js';
import { type Peer, spawnChild } from '../harness/peer.js';

type Nozombie = { default(): { add(pid: number | undefined): void } };

/** A helper process polls for the parent, and kills the child. */
export const peer: Peer = {
	name: 'nozombie',
	hears: 'poll',
	async start(launch) {
		const { default: nozombie } = (await loadPeer('nozombie')) as Nozombie;
		const child = spawnChild(launch);
		nozombie().add(child.pid);
		return child;
	},
	watch(cleanup) {
		process.on('SIGTERM', () => void cleanup().then(() => process.exit()));
	},
};
