/** The end of a process and of all that descends from it. */
import { readOnly } from '../runtime/read-only.js';
import { endFamily } from './end-family.js';
import { createFamily } from './family.js';
import type { TreeRoot } from './group.js';
import type { ProcessIdentity } from './identity.js';
import type { Member } from './members.js';

export type { TreeRoot } from './group.js';
export { identify, type ProcessIdentity, signalProcess } from './identity.js';

export interface EndTreeOptions {
	/** How long they have to end after SIGTERM, in ms; 0 sends none. */
	terminate: number;
	/** How long we wait after SIGKILL, in ms. */
	kill: number;
	/** Whether the root itself has been asked to end already: a second SIGTERM might cut its cleanup short. */
	isRootSignalled?: boolean | undefined;
	/** Whether the root may have been reaped: see `FamilyPlan`. */
	isLeaderReaped?: boolean | undefined;
	/** Aborted, nobody is signalled any more, and the result says who is left. */
	signal?: AbortSignal | undefined;
}

/** What became of a tree of processes. */
export interface EndTreeResult {
	/** How many processes of the tree were found and are gone now. */
	readonly ended: number;
	/** Those that were sent SIGKILL. */
	readonly killed: ProcessIdentity[];
	/** Those that are still there. */
	readonly left: ProcessIdentity[];
}

/**
 * Ends a tree, also where its root is gone already: SIGTERM to all, and to who comes later, until nobody
 * is left or the time is up; then SIGKILL. The tree is the root, the members of its group, those who carry
 * its supervision id (a `setsid` and an end of their parent do not hide them), and all their descendants; never this
 * process, nor a reaper, which ends by itself.
 */
export async function endTree(
	root: TreeRoot,
	{ terminate, kill, isRootSignalled, isLeaderReaped, signal }: EndTreeOptions,
): Promise<EndTreeResult> {
	const family = createFamily({ root, tree: true, isRootSignalled, isLeaderReaped });
	await endFamily(family, { terminate, kill }, signal);
	const { members } = family;
	return readOnly({
		ended: members.filter(({ isAlive }) => !isAlive).length,
		killed: members.filter(({ isKilled }) => isKilled).map(toIdentity),
		left: members.filter(({ isAlive }) => isAlive).map(toIdentity),
	});
}

function toIdentity({ pid, start }: Member): ProcessIdentity {
	return readOnly({ pid, start });
}
