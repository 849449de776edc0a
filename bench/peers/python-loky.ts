import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FOLDER, missingCommand } from '../harness/load-peer.js';
import type { Peer } from '../harness/peer.js';

const PROGRAM = join(FOLDER, 'programs', 'python', 'loky_parent.py');
/** The first that has it: Debian's Python has it in joblib. */
const python = () =>
	['python3', '/usr/bin/python3'].find(
		(command) => spawnSync(command, [PROGRAM, '--version'], { stdio: 'ignore' }).status === 0,
	);

export const peer: Peer = {
	name: 'Python loky',
	hears: 'push',
	env: { RECORD: '1' },
	missing() {
		const missing = missingCommand('python3', 'python3');
		if (missing) return missing;
		return python() ? undefined : 'there is no loky (pip, or Debian package python3-joblib)';
	},
	get parent() {
		return [python() ?? 'python3', PROGRAM];
	},
};
