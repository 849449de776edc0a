import { loadPeer } from '../harness/load-peer.js';
import { type Peer, spawnChild } from '../harness/peer.js';

/** Its exit timer starts when it is loaded, where its client named itself so. */
export const peer: Peer = {
	name: 'vscode-languageserver',
	hears: 'poll',
	period: 3200,
	start: spawnChild,
	async watch(cleanup) {
		process.argv.push(`--clientProcessId=${process.env.EXPECTED_PARENT}`);
		process.on('exit', () => void cleanup());
		await loadPeer('vscode-languageserver/node');
	},
};
