import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment } from './environment.js';
import type { Peer } from './peer.js';
import type { Situation } from './situation.js';

const PROGRAM = join(__dirname, '..', 'programs', 'peer-parent.js');

/** It hears orders on stdin, and holds the record of its children at descriptor 3. */
export function startParent(id: string, peer: Peer, situation: Situation): ChildProcess {
	const own = [process.execPath, PROGRAM, id, JSON.stringify(situation)];
	const [command = '', ...args] = [...(situation.aroundParent ?? []), ...(peer.parent ?? own)];
	return spawn(command, args, {
		env: {
			...cleanEnvironment(),
			...{ SITUATION: situation.child, COUNT: String(situation.count ?? 1) },
			...peer.env,
		},
		stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
	});
}
