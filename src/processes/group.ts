/** The process group that a root leads, which outlives it, and whose number is free after that. */
import { pid as ourselves } from '../runtime/system.js';
import { isSameStart, type ProcessIdentity, signalGroup, TOLERANCE } from './identity.js';
import { readStat, stillSeesUs } from './proc.js';
import type { Snapshot, TableRow } from './snapshot.js';

export interface TreeRoot extends ProcessIdentity {
	/** Whether it leads a process group and a session: `detached` of `spawn()`. */
	leadsGroup: boolean;
	/** Its `PARENT_WATCHDOG_CHILD`, which all that it starts inherit. It is looked for on Linux alone. */
	supervisionId?: string | undefined;
}

export class Group {
	#isOver: boolean;

	constructor(
		private readonly root: TreeRoot,
		private readonly isKnown: (row: TableRow) => boolean,
	) {
		this.#isOver = !root.leadsGroup;
	}

	/**
	 * Its members, zombies too. Once it has none that is known to be ours, it is over for good: by then
	 * another group may have that number.
	 */
	find(snapshot: Snapshot): TableRow[] {
		if (this.#isOver) return [];
		const { pid, start } = this.root;
		const rows = snapshot
			.groupOf(pid)
			.filter((row) => (row.session ?? pid) === pid && row.start + TOLERANCE >= start);
		this.#isOver = !this.#isOurs(rows, snapshot);
		return this.#isOver ? [] : rows;
	}

	/** In one go, so that nobody in it gets away by forking meanwhile. */
	kill(snapshot: Snapshot): void {
		const { pid } = this.root;
		if (snapshot.get(ourselves)?.pgrp === pid) return;
		if (this.find(snapshot).some((row) => this.#isStillIn(row))) signalGroup(pid, 'SIGKILL');
	}

	/** Without its leader it is told by a member that we know, or that carries the supervision id of the root. */
	#isOurs(rows: readonly TableRow[], snapshot: Snapshot): boolean {
		const { pid, start, supervisionId } = this.root;
		const leader = snapshot.get(pid);
		if (leader) return isSameStart(leader.start, start);
		return rows.some(
			(row) => this.isKnown(row) || (supervisionId && row.supervisions.includes(supervisionId)),
		);
	}

	/** The table is not of this very moment; elsewhere than on Linux there is nothing newer. */
	#isStillIn(row: TableRow): boolean {
		if (process.platform !== 'linux') return true;
		const stat = readStat(row.pid);
		return stat?.start === row.start && stat.pgrp === this.root.pid && stillSeesUs();
	}
}
