import { addCleanupHook } from 'parent-watchdog';
import { type Supervisor, supervise } from 'parent-watchdog/supervisor';
import { type Peer, toCommand } from '../harness/peer.js';

let supervisor: Supervisor | undefined;

export const peer: Peer = {
	name: 'parent-watchdog, supervisor',
	hears: 'push',
	start(launch) {
		const [command = '', ...args] = toCommand(launch);
		const { stdio, detached } = launch;
		supervisor ??= supervise();
		return supervisor.spawn(command, args, { stdio: [...stdio], detached }).process;
	},
	watch: (cleanup) => addCleanupHook(cleanup),
};
