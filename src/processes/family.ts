/** A process that is to end, with its descendants or without, and what each of them was told. */

import { CHILD, REAPER } from '../environment.js';
import { pid as ourselves } from '../runtime/system.js';
import { BlindFamily } from './blind-family.js';
import type { Family, FamilyPlan, Member } from './family-types.js';
import { Group } from './group.js';
import { isSameStart, type ProcessIdentity, signalProcess, TOLERANCE } from './identity.js';
import { canSeeOthers } from './proc.js';
import { collectDescendants } from './proc-table.js';
import type { Snapshot, TableRow } from './snapshot.js';

export function createFamily(plan: FamilyPlan): Family {
	return canSeeOthers() ? new VisibleFamily(plan) : new BlindFamily(plan);
}

class VisibleFamily implements Family {
	/** All that were ever found, by pid: a descendant whose parent has ended is found by nothing else. */
	readonly #members = new Map<number, Member>();
	/** Reapers of supervisors among them: they end by themselves, once their supervisor has. */
	readonly #spared = new Set<string>();
	readonly #group: Group | undefined;

	constructor(readonly plan: FamilyPlan) {
		const { root, tree } = plan;
		this.#group = root && tree ? new Group(root) : undefined;
	}

	get members(): Member[] {
		return [...this.#members.values()];
	}

	get #alive(): Member[] {
		return this.members.filter(({ isAlive }) => isAlive);
	}

	look(snapshot: Snapshot): Member[] {
		for (const member of this.#members.values()) member.isAlive = isIn(snapshot, member);
		const { root, tree, isRootSignalled } = this.plan;
		if (root) this.#add(root, snapshot, isRootSignalled);
		if (tree) {
			for (const row of this.#group?.find(snapshot, this.#isKnown) ?? []) this.#add(row, snapshot);
			for (const row of this.#findMarked(snapshot)) this.#add(row, snapshot);
			for (const row of this.#findDescendants(snapshot)) this.#add(row, snapshot);
		}
		return this.#alive;
	}

	terminate(): void {
		for (const member of this.#alive) {
			if (member.isSignalled) continue;
			member.isSignalled = true;
			signalProcess(member, 'SIGTERM');
		}
	}

	kill(snapshot: Snapshot): void {
		for (const member of this.#alive) {
			member.isKilled = true;
			signalProcess(member, 'SIGKILL');
		}
		this.#group?.kill(snapshot, this.#isKnown);
	}

	#findMarked(snapshot: Snapshot): TableRow[] {
		const { root, supervisionId = root?.supervisionId } = this.plan;
		if (!supervisionId) return [];
		return snapshot.rows.filter(
			(row) => row.start >= (root?.start ?? 0) && snapshot.hasVariable(row, CHILD, supervisionId),
		);
	}

	#findDescendants(snapshot: Snapshot): TableRow[] {
		const roots = new Map(this.#alive.map(({ pid, start }) => [pid, start]));
		const { root } = this.plan;
		// On Windows the children of a root that is gone still name it.
		if (root && !snapshot.get(root.pid)) roots.set(root.pid, root.start);
		const wanted = (row: TableRow) => !row.hasEnded && !this.#isSpared(row, snapshot);
		return collectDescendants(snapshot.rows, roots, TOLERANCE, wanted);
	}

	#add(found: ProcessIdentity, snapshot: Snapshot, isSignalled = false): void {
		if (this.#isKnown(found) || found.pid <= 1 || !isIn(snapshot, found)) return;
		if (this.#isSpared(found, snapshot)) return;
		const { pid, start } = found;
		this.#members.set(pid, { pid, start, isSignalled, isKilled: false, isAlive: true });
	}

	readonly #isKnown = ({ pid, start }: ProcessIdentity): boolean =>
		isSameStart(this.#members.get(pid)?.start ?? 0, start);

	#isSpared(found: ProcessIdentity, snapshot: Snapshot): boolean {
		const key = `${found.pid}:${found.start}`;
		if (found.pid === ourselves || this.#spared.has(key)) return true;
		if (this.#isKnown(found) || !snapshot.hasVariable(found, REAPER)) return false;
		this.#spared.add(key);
		return true;
	}
}

function isIn(snapshot: Snapshot, { pid, start }: ProcessIdentity): boolean {
	const row = snapshot.get(pid);
	return row !== undefined && !row.hasEnded && isSameStart(row.start, start);
}
