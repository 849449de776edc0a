import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Peer } from '../harness/peer.js';

/** One file a peer; its name is the id. */
export async function findPeer(id: string): Promise<Peer> {
	return (require(join(__dirname, `${id}.js`)) as { peer: Peer }).peer;
}

export function listPeers(): string[] {
	const files = readdirSync(__dirname).filter((name) => name.endsWith('.js'));
	return files.map((name) => name.slice(0, -3)).filter((id) => id !== 'index');
}
