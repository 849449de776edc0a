import { type Peer, spawnChild } from '../harness/peer.js';

export const peer: Peer = {
	name: 'setInterval(kill 0, 1000)',
	hears: 'poll',
	start: spawnChild,
	watch(cleanup) {
		const { ppid } = process;
		const timer = setInterval(() => {
			try {
				process.kill(ppid, 0);
			} catch {
				clearInterval(timer);
				void cleanup().then(() => process.exit());
			}
		}, 1000);
	},
};
