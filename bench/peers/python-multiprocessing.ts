import { join } from 'node:path';
import { FOLDER, missingCommand } from '../harness/load-peer.js';
import type { Peer } from '../harness/peer.js';

export const peer: Peer = {
	name: 'Python multiprocessing (daemon)',
	hears: 'nothing',
	missing: () => missingCommand('python3', 'python3'),
	parent: ['python3', join(FOLDER, 'programs', 'python', 'multiprocessing_parent.py')],
};
