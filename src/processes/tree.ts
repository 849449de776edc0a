/** A process and all that descends from it: who they are, and their end. */
import { now } from '../runtime/clock.js';
import { endFamilies } from './end-families.js';
import { createFamily } from './family.js';
import type { Member } from './family-types.js';
import type { TreeRoot } from './group.js';
import type { ProcessIdentity } from './identity.js';
import { takeSnapshot } from './snapshot.js';

export type { TreeRoot } from './group.js';
export { identify, type ProcessIdentity, signalProcess } from './identity.js';

export interface EndTreeOptions {
	/** How long they have to end after SIGTERM, in ms; 0 sends none. */
	terminate: number;
	/** How long we wait after SIGKILL, in ms. */
	kill: number;
	/** Whether the root itself has been asked to end already: a second SIGTERM might cut its cleanup short. */
	isRootSignalled?: boolean | undefined;
	/** Aborted, nobody is signalled any more, and the result says who is left. */
	signal?: AbortSignal | undefined;
}

export interface EndTreeResult {
	/** How many processes of the tree were found and are gone now. */
	ended: number;
	/** Those that were sent SIGKILL. */
	killed: ProcessIdentity[];
	/** Those that are still there. */
	left: ProcessIdentity[];
}

/**
 * Those of a tree that live: the root first if it does, the members of its group, those who carry its
 * supervision id (a `setsid` and an end of their parent do not hide them), and all their descendants. Never this
 * process, nor a reaper, which ends by itself. Ask soon after a root has ended: its number may be reused.
 */
export async function findTree(root: TreeRoot): Promise<ProcessIdentity[]> {
	const snapshot = await takeSnapshot([root]);
	return snapshot ? createFamily({ root, tree: true }).look(snapshot).map(toIdentity) : [];
}

/**
 * Ends a tree, also where its root is gone already: SIGTERM to all, and to who comes later, until nobody
 * is left or the time is up; then SIGKILL.
 */
export async function endTree(
	root: TreeRoot,
	{ terminate, kill, isRootSignalled = false, signal }: EndTreeOptions,
): Promise<EndTreeResult> {
	const family = createFamily({ root, tree: true, isRootSignalled });
	const terminateAt = now();
	const killAt = terminateAt + terminate;
	await endFamilies([{ family, terminateAt, killAt, endAt: killAt + kill }], signal);
	const { members } = family;
	return {
		ended: members.filter(({ isAlive }) => !isAlive).length,
		killed: members.filter(({ isKilled }) => isKilled).map(toIdentity),
		left: members.filter(({ isAlive }) => isAlive).map(toIdentity),
	};
}

function toIdentity({ pid, start }: Member): ProcessIdentity {
	return { pid, start };
}
