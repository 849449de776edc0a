/** Whether a process watches its parent, as far as that can be known from outside. */
import { readDescriptors } from '../../processes/descriptors.js';
import type { ProcessIdentity } from '../../processes/identity.js';
import { leadsSession } from './orphanhood.js';
import { namesPreload } from './preload.js';
import { isRuntime } from './programs.js';
import type { Sighting } from './survey.js';

export interface Watching {
	/**
	 * `unknown`: it runs JavaScript and shows no sign of a watch; but code may call `watchParent()`, and who
	 * watches its direct parent holds nothing that is seen from outside.
	 */
	state: 'watching' | 'detached' | 'off' | 'not-watching' | 'unknown';
	/** The sign. `children`: what it has started names it as a process that has the watchdog. */
	by: 'descriptor' | 'preload' | 'children' | undefined;
	/** Whom it watches, if it does. */
	pids: readonly number[];
}

export class Watchers {
	/** Those that their children name. */
	readonly #named = new Set<string>();

	constructor(rows: readonly Sighting[]) {
		for (const { marks } of rows) {
			// A supervisor is named by its children whether it watches or not.
			const isSupervised = marks.parent && keyOf(marks.parent) === keyOf(marks.supervisor);
			if (marks.parent?.inOurNamespace && !isSupervised) this.#named.add(keyOf(marks.parent));
		}
	}

	judge(row: Sighting): Watching {
		const { marks } = row;
		const held = isRuntime(row.name) ? findHeld(row.pid) : [];
		if (held.length > 0) return { state: 'watching', by: 'descriptor', pids: held };
		const by = this.#findSign(row);
		const rest = { by, pids: [] };
		if (!by && !isRuntime(row.name)) {
			const isDetached = marks.parent !== undefined && leadsSession(row);
			return { state: isDetached ? 'detached' : 'not-watching', ...rest };
		}
		if (marks.isOff) return { state: 'off', ...rest };
		if (!by) return { state: 'unknown', ...rest };
		const isTold = marks.watchesDetached || marks.hasLifeline;
		if (!leadsSession(row) || isTold) return { state: 'watching', by, pids: choose(row) };
		// The preload does not watch then; `watchParent()` does.
		return { state: by === 'preload' ? 'detached' : 'unknown', ...rest };
	}

	#findSign(row: Sighting): Watching['by'] {
		if (isRuntime(row.name) && (row.marks.isPreloaded || namesPreload(row.command)))
			return 'preload';
		return this.#named.has(keyOf(row)) ? 'children' : undefined;
	}
}

/** Whose `statm` it holds open: its detection does so for a process that is not its direct parent. */
function findHeld(pid: number): number[] {
	const links = readDescriptors(pid) ?? [];
	return links.flatMap((link) => /^\/proc\/(\d+)\/statm$/.exec(link)?.[1] ?? []).map(Number);
}

/** As the preload chooses (detection/target.ts). */
function choose({ marks, stat, ppid }: Sighting): readonly number[] {
	if (marks.named.length > 0) return marks.named;
	const { parent } = marks;
	if (!parent?.inOurNamespace) return [ppid];
	const isElsewhere = parent.session !== undefined && parent.session !== stat?.session;
	return [isElsewhere && !marks.hasLifeline ? ppid : parent.pid];
}

function keyOf(identity: ProcessIdentity | undefined): string {
	return `${identity?.pid}:${identity?.start}`;
}
