import { readSync } from 'node:fs';
import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'blocked in read()',
	hears: 'kernel',
	start: (launch) => spawnChild({ ...launch, stdio: ['pipe', ...launch.stdio.slice(1)] }),
	watch(cleanup, ready) {
		ready();
		// An end of file is 0 bytes.
		while (readSync(0, Buffer.alloc(1)) > 0);
		void cleanup().then(() => process.exit());
	},
};
