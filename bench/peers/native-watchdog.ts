import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadPeer, whereIs } from '../harness/load-peer.js';
import { type Peer, spawnChild } from '../harness/peer.js';

type NativeWatchdog = { default: { start(pid: number): void } };

export const peer: Peer = {
	name: 'native-watchdog',
	hears: 'poll',
	period: 6500,
	missing() {
		const addon = join(whereIs('native-watchdog'), 'build', 'Release', 'watchdog.node');
		return existsSync(addon) ? undefined : 'its add-on is not built (node-gyp)';
	},
	start: spawnChild,
	async watch(cleanup) {
		const { default: watchdog } = (await loadPeer('native-watchdog')) as NativeWatchdog;
		process.on('exit', () => void cleanup());
		watchdog.start(Number(process.env.EXPECTED_PARENT));
	},
};
