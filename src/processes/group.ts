/** The process group that a root leads, which outlives it, and whose number is free after that. */
import { CHILD } from '../environment.js';
import { pid as ourselves } from '../runtime/system.js';
import {
	canIdentify,
	isSameStart,
	type ProcessIdentity,
	signalGroup,
	TOLERANCE,
} from './identity.js';
import type { Snapshot, TableRow } from './snapshot.js';

export interface TreeRoot extends ProcessIdentity {
	/** Whether it leads a process group and a session: `detached` of `spawn()`. */
	leadsGroup: boolean;
	/** Its `PARENT_WATCHDOG_CHILD`, which all that it starts inherit. It is looked for on Linux alone. */
	supervisionId?: string | undefined;
}

export class Group {
	#isOver: boolean;

	constructor(private readonly root: TreeRoot) {
		this.#isOver = !root.leadsGroup;
	}

	/**
	 * Its members, zombies too. Once it has none, or its number is somebody else's pid, it is over for good:
	 * by then another group may have that number.
	 */
	find(snapshot: Snapshot, isKnown: (row: TableRow) => boolean): TableRow[] {
		if (this.#isOver) return [];
		const { pid, start } = this.root;
		const rows = snapshot.rows.filter(
			(row) => row.pgrp === pid && (row.session ?? pid) === pid && row.start + TOLERANCE >= start,
		);
		this.#isOver = !this.#isOurs(rows, snapshot, isKnown);
		return this.#isOver ? [] : rows;
	}

	/** In one go, so that nobody in it gets away by forking meanwhile. */
	kill(snapshot: Snapshot, isKnown: (row: TableRow) => boolean): void {
		const { pid } = this.root;
		if (snapshot.get(ourselves)?.pgrp === pid) return;
		if (this.find(snapshot, isKnown).length > 0) signalGroup(pid, 'SIGKILL');
	}

	/** Without its leader it is told by a member that we know, or that carries the supervision id of the root. */
	#isOurs(
		rows: readonly TableRow[],
		snapshot: Snapshot,
		isKnown: (row: TableRow) => boolean,
	): boolean {
		const { pid, start, supervisionId } = this.root;
		const leader = snapshot.get(pid);
		if (leader) return isSameStart(leader.start, start);
		if (!supervisionId || !canIdentify()) return rows.length > 0;
		return rows.some((row) => isKnown(row) || snapshot.hasVariable(row, CHILD, supervisionId));
	}
}
