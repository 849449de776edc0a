/** Ends orphans: SIGTERM, time to clean up, SIGKILL; each is still the one that was listed when it is signalled. */
import { endFamily } from '../../processes/end-family.js';
import { createFamily, type Family } from '../../processes/family.js';
import { identify } from '../../processes/identity.js';
import type { Sighting } from '../survey/survey.js';
import type { Orphan } from './find.js';

/** How long we wait after SIGKILL, in ms: who is in the middle of a system call dies after it. */
const PATIENCE = 5000;

export interface End {
	pid: number;
	/** `left`: we may not signal it, or it does not die. */
	how: 'ended' | 'killed' | 'left';
}

/** All at once; `grace` in ms is how long they have after SIGTERM. */
export async function endOrphans(orphans: readonly Orphan[], grace: number): Promise<End[]> {
	const families = orphans.flatMap(({ process, below }) => [process, ...below]).map(createOne);
	const times = { terminate: grace, kill: PATIENCE };
	await Promise.all(families.map((family) => endFamily(family, times)));
	return families.map(toEnd);
}

function toEnd({ plan: { root }, members: [member] }: Family): End {
	const { pid = 0, start } = root ?? {};
	if (!member) return { pid, how: identify(pid) === start ? 'left' : 'ended' };
	if (member.isAlive) return { pid, how: 'left' };
	return { pid, how: member.isKilled ? 'killed' : 'ended' };
}

/** It alone: what it has started since it was listed, nobody was asked about. */
function createOne({ pid, start }: Sighting): Family {
	return createFamily({ root: { pid, start, leadsGroup: false }, tree: false });
}
