/** A process that is to end, with its descendants or without. */

import { pid as ourselves } from '../runtime/system.js';
import { BlindFamily } from './blind-family.js';
import { Group } from './group.js';
import { isSameStart, type ProcessIdentity, TOLERANCE } from './identity.js';
import { type Family, type FamilyPlan, type Member, Members } from './members.js';
import { canSeeOthers } from './proc.js';
import { collectBelow } from './proc-table.js';
import { isReaper } from './reaper-claim.js';
import type { Snapshot, TableRow } from './snapshot.js';

export type { Family } from './members.js';

export function createFamily(plan: FamilyPlan): Family {
	return canSeeOthers() ? new VisibleFamily(plan) : new BlindFamily(plan);
}

class VisibleFamily implements Family {
	readonly #members = new Members();
	readonly #group: Group | undefined;

	constructor(readonly plan: FamilyPlan) {
		const { root, tree } = plan;
		this.#group = root && tree ? new Group(root, (row) => this.#members.has(row)) : undefined;
	}

	get members(): Member[] {
		return this.#members.all;
	}

	look(snapshot: Snapshot): boolean {
		this.#members.update((member) => isIn(snapshot, member));
		const { root, tree, isRootSignalled } = this.plan;
		if (root) this.#add(root, snapshot, isRootSignalled);
		if (tree) {
			for (const row of this.#group?.find(snapshot) ?? []) this.#add(row, snapshot);
			for (const row of this.#findMarked(snapshot)) this.#add(row, snapshot);
			for (const row of this.#findDescendants(snapshot)) this.#add(row, snapshot);
		}
		return this.#members.alive.length > 0;
	}

	terminate(): void {
		this.#members.terminate();
	}

	kill(snapshot: Snapshot): void {
		this.#members.kill();
		this.#group?.kill(snapshot);
	}

	#findMarked(snapshot: Snapshot): readonly TableRow[] {
		const { root, supervisionId = root?.supervisionId } = this.plan;
		if (!supervisionId) return [];
		return snapshot.supervisedAs(supervisionId).filter(({ start }) => start >= (root?.start ?? 0));
	}

	#findDescendants(snapshot: Snapshot): TableRow[] {
		const roots = new Map(this.#members.alive.map(({ pid, start }) => [pid, start]));
		const { root } = this.plan;
		// On Windows the children of a root that is gone still name it.
		if (root && !snapshot.get(root.pid)) roots.set(root.pid, root.start);
		const isWanted = ({ pid, hasEnded }: TableRow) => !hasEnded && pid !== ourselves;
		return collectBelow((pid) => snapshot.childrenOf(pid), roots, TOLERANCE, isWanted);
	}

	/** A reaper of a supervisor among them ends by itself, once its supervisor has. */
	#add({ pid, start }: ProcessIdentity, snapshot: Snapshot, isSignalled = false): void {
		if (pid <= 1 || pid === ourselves || this.#members.has({ pid, start })) return;
		const row = snapshot.get(pid);
		if (!row || row.hasEnded || !isSameStart(row.start, start) || isReaper(row, snapshot)) return;
		this.#members.add({ pid, start }, isSignalled);
	}
}

function isIn(snapshot: Snapshot, { pid, start }: ProcessIdentity): boolean {
	const row = snapshot.get(pid);
	return row !== undefined && !row.hasEnded && isSameStart(row.start, start);
}
