/** Who watches whom: what a process is to its parent, its supervisor and its children. */
import { findLostParent } from '../survey/orphanhood.js';
import { findReaped, findSupervisor } from '../survey/supervision.js';
import type { Sighting, Survey } from '../survey/survey.js';
import { Watchers, type Watching } from '../survey/watching.js';

export interface Relations {
	watching: Watching;
	/** The pid of the supervisor whose child it is. */
	supervisor: number | undefined;
	/** How many supervised children it has. */
	supervises: number;
	/** The pid of the reaper that stands by it. */
	reaper: number | undefined;
	/** The pid of the supervisor whose reaper it is. */
	reaperOf: number | undefined;
	/** The pid of the parent that is gone. */
	orphanOf: number | undefined;
}

export class RelationFinder {
	readonly #watchers: Watchers;
	readonly #supervised = new Map<number, number>();
	readonly #reapers = new Map<number, number>();

	constructor(private readonly survey: Survey) {
		this.#watchers = new Watchers(survey.rows);
		for (const row of survey.rows) {
			const supervisor = findSupervisor(row, survey);
			if (supervisor) this.#supervised.set(supervisor, (this.#supervised.get(supervisor) ?? 0) + 1);
			const reaped = findReaped(row, survey);
			if (reaped) this.#reapers.set(reaped, row.pid);
		}
	}

	find(row: Sighting): Relations {
		return {
			watching: this.#watchers.judge(row),
			supervisor: findSupervisor(row, this.survey),
			supervises: this.#supervised.get(row.pid) ?? 0,
			reaper: this.#reapers.get(row.pid),
			reaperOf: findReaped(row, this.survey),
			orphanOf: findLostParent(row, this.survey)?.pid,
		};
	}
}
