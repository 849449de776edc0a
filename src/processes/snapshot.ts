/** The process table at one moment, with all that the end of a tree needs of it. */
import type { ProcessIdentity } from './identity.js';
import { groupBy } from './proc-table.js';

export interface TableRow extends ProcessIdentity {
	ppid: number;
	/** Process group and session, where the system has and tells them. */
	pgrp: number | undefined;
	session: number | undefined;
	/** A zombie has ended, but its pid is not free yet. */
	hasEnded: boolean;
	/** The supervision ids in its environment, the innermost last; Linux alone tells them. */
	supervisions: readonly string[];
	/** Whose reaper it says to be in its environment: `<pid>:<start>`. */
	reaperOf: string | undefined;
}

export class Snapshot {
	readonly #rows: Map<number, TableRow>;
	readonly #children: Map<number, TableRow[]>;
	readonly #groups: Map<number | undefined, TableRow[]>;
	readonly #supervised = new Map<string, TableRow[]>();

	constructor(rows: readonly TableRow[]) {
		this.#rows = new Map(rows.map((row) => [row.pid, row]));
		this.#children = groupBy(rows, ({ ppid }) => ppid);
		this.#groups = groupBy(rows, ({ pgrp }) => pgrp);
		for (const row of rows) {
			for (const id of row.supervisions) {
				const known = this.#supervised.get(id);
				if (known) known.push(row);
				else this.#supervised.set(id, [row]);
			}
		}
	}

	get(pid: number): TableRow | undefined {
		return this.#rows.get(pid);
	}

	childrenOf(pid: number): readonly TableRow[] {
		return this.#children.get(pid) ?? [];
	}

	/** The members of a process group. */
	groupOf(leader: number): readonly TableRow[] {
		return this.#groups.get(leader) ?? [];
	}

	/** Those that carry the supervision id. */
	supervisedAs(id: string): readonly TableRow[] {
		return this.#supervised.get(id) ?? [];
	}
}
