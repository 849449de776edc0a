/** What holds when the supervisor is killed: its reaper, started when there is something to be left. */

import type { Kind } from '../reaper/messages.js';
import type { Reaper } from '../reaper/reaper.js';
import { ParentWatchdogError } from '../runtime/errors.js';
import type { Launch } from './launch.js';
import type { SupervisedChild } from './supervised-child.js';

export interface TrackOptions {
	/** What it will be, where it does not exist yet. */
	kind?: Kind | undefined;
	/** The folders of which it must lie in one. Default: the current one and that for temporary files. */
	within?: readonly string[] | undefined;
}

export interface ReaperClientOptions {
	reaper: boolean | undefined;
	/** How long children have after SIGTERM, in ms. */
	gracePeriod: number;
	children: Iterable<SupervisedChild>;
}

/** How much longer than to its own deadline a child that watches may take, in ms. */
const MARGIN = 1000;

export class ReaperClient {
	#reaper: Reaper | undefined;
	readonly #tracked = new Set<string>();
	/** Nothing is started any more; what is tracked still, or from now on, needs a reaper all the same. */
	#isClosed = false;

	constructor(private readonly options: ReaperClientOptions) {}

	/** What was tracked, and not released since. */
	get tracked(): readonly string[] {
		return [...this.#tracked];
	}

	/** Before a child is started: were we killed right after, it would be found by its supervision id. */
	starting({ supervisionId, watches }: Launch<unknown>): void {
		if (this.options.reaper ?? !watches) this.#start();
		this.#reaper?.starting(supervisionId);
	}

	started(child: SupervisedChild): void {
		const { pid, start = 0, supervisionId, leadsGroup, watches, steps } = child;
		if (pid === undefined) return this.ended(supervisionId);
		const grace = (steps.terminate || 0) + MARGIN;
		this.#reaper?.started(supervisionId, {
			pid,
			start,
			supervisionId,
			leadsGroup,
			watches,
			tree: steps.tree,
			grace,
		});
	}

	signalled(supervisionId: string): void {
		this.#reaper?.signalled(supervisionId);
	}

	ended(supervisionId: string): void {
		this.#reaper?.ended(supervisionId);
	}

	/** @throws as `Supervisor#track()` does */
	track(path: string, { kind, within }: TrackOptions): () => boolean {
		const { checkTrackable } = require('../reaper/track.js') as typeof import('../reaper/track.js');
		const checked = checkTrackable(path, within, kind);
		if (this.options.reaper === false) throw noReaper();
		this.#start();
		this.#reaper?.track(checked.path, checked.kind);
		this.#tracked.add(checked.path);
		return () => {
			this.#reaper?.untrack(checked.path);
			const isReleased = this.#tracked.delete(checked.path);
			void this.#endIfUnused();
			return isReleased;
		};
	}

	/** Nobody is left. What is tracked still is removed when this process ends. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#endIfUnused();
	}

	async #endIfUnused(): Promise<void> {
		if (!this.#isClosed || this.#tracked.size > 0) return;
		const reaper = this.#reaper;
		this.#reaper = undefined;
		await reaper?.close();
	}

	#start(): void {
		if (this.#reaper) return;
		const { Reaper } = require('../reaper/reaper.js') as typeof import('../reaper/reaper.js');
		const { gracePeriod, children } = this.options;
		const onProblem = (problem: Error) => process.emitWarning(problem);
		this.#reaper = new Reaper({ gracePeriod, onProblem });
		for (const child of children) this.started(child);
	}
}

function noReaper(): Error {
	const message = 'nothing can be tracked without a reaper: leave out the option reaper: false';
	return new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_REAPER', message);
}
