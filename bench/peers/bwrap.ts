import { spawnSync } from 'node:child_process';
import { missingCommand } from '../harness/load-peer.js';
import { type Peer, spawnChild } from '../harness/peer.js';

const PREFIX = ['bwrap', '--die-with-parent', '--dev-bind', '/', '/', '--'];

/** The kernel kills it: no cleanup. */
export const peer: Peer = {
	name: 'bwrap --die-with-parent',
	hears: 'kernel',
	missing() {
		const missing = missingCommand('bwrap', 'bubblewrap');
		if (missing) return missing;
		const { status, stderr } = spawnSync('bwrap', [...PREFIX.slice(1), 'true'], {
			encoding: 'utf8',
		});
		return status === 0 ? undefined : `bwrap is refused: ${stderr.trim()}`;
	},
	start: (launch) => spawnChild({ ...launch, prefix: [...launch.prefix, ...PREFIX] }),
	watch(cleanup) {
		process.on('SIGTERM', () => void cleanup().then(() => process.exit()));
	},
};
