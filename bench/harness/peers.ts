/** Which peers there are on this machine, and which are missing, with the reason. */
import { findPeer, listPeers } from '../peers/index.js';
import type { Peer } from './peer.js';

export interface Contender {
	id: string;
	peer: Peer;
}

/** `cost-...` are no watchdogs: they only show what a child costs without one. */
export async function findContenders(
	isWanted = (id: string) => !id.startsWith('cost-'),
): Promise<{ present: Contender[]; skipped: string[] }> {
	const present: Contender[] = [];
	const skipped: string[] = [];
	for (const id of listPeers().filter(isWanted)) {
		const peer = await findPeer(id);
		const reason = peer.missing?.();
		if (reason === undefined) present.push({ id, peer });
		else skipped.push(`${peer.name}: ${reason}`);
	}
	// Ours first, then those who are told, those who ask, and those who do not hear at all.
	const order = ['push', 'kernel', 'poll', 'nothing'];
	const rank = ({ id, peer }: Contender) => (isOurs(id) ? 0 : 10) + order.indexOf(peer.hears);
	present.sort((a, b) => rank(a) - rank(b));
	return { present, skipped };
}

export function isOurs(id: string): boolean {
	return id.startsWith('ours');
}
