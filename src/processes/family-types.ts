import type { TreeRoot } from './group.js';
import type { ProcessIdentity } from './identity.js';
import type { Snapshot } from './snapshot.js';

export interface Member extends ProcessIdentity {
	/** Whether SIGTERM was sent to it, once: a second one might cut its cleanup short. */
	isSignalled: boolean;
	isKilled: boolean;
	isAlive: boolean;
}

export interface Family {
	readonly plan: FamilyPlan;
	readonly members: readonly Member[];
	/** Finds those who live, the root first if it does; never ourselves. */
	look(snapshot: Snapshot): readonly Member[];
	terminate(): void;
	kill(snapshot: Snapshot): void;
}

export interface FamilyPlan {
	/** Without one, the family is all that carry the supervision id. */
	root: TreeRoot | undefined;
	supervisionId?: string | undefined;
	/** Whether descendants, group and supervision id count, not the root alone. */
	tree: boolean;
	/** Whether the root has been sent SIGTERM already. */
	isRootSignalled?: boolean | undefined;
}
