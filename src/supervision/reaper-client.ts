/** What holds when the supervisor is killed: its reaper, started when there is something to be left. */

import type { Resource } from '../reaper/messages.js';
import type { Reaper } from '../reaper/reaper.js';
import { ParentWatchdogError } from '../runtime/errors.js';
import type { Child } from './child.js';
import type { Launch } from './launch.js';
import { checkTrackOptions, type TrackOptions } from './track-options.js';

export interface ReaperClientOptions {
	reaper: boolean | undefined;
	/** How long children have after SIGTERM, in ms. */
	gracePeriod: number;
	children: Iterable<Child>;
}

/** How much longer than to its own deadline a child that watches may take, in ms. */
const MARGIN = 1000;

export class ReaperClient {
	#reaper: Reaper | undefined;
	#hasRestarted = false;
	readonly #tracked = new Map<string, Omit<Resource, 'id'>>();
	/** Nothing is started any more; what is tracked still, or from now on, needs a reaper all the same. */
	#isClosed = false;

	constructor(private readonly options: ReaperClientOptions) {}

	/** What was tracked, and not released since. */
	get tracked(): readonly string[] {
		return [...this.#tracked.keys()];
	}

	/** Before a child is started: were we killed right after, it would be found by its supervision id. */
	starting({ supervisionId, watches }: Launch<unknown>): void {
		if (this.options.reaper ?? !watches) this.#start();
		this.#reaper?.starting(supervisionId);
	}

	started(child: Child): void {
		const { pid, signals, supervisionId, leadsGroup, watches, steps } = child;
		const { start = 0 } = signals;
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
	track(path: string, options: TrackOptions): () => boolean {
		const { checkTrackable } = require('../reaper/track.js') as typeof import('../reaper/track.js');
		const { kind, within, replaceable } = checkTrackOptions(options);
		const resource = { ...checkTrackable(path, within, kind), replaceable };
		if (this.options.reaper === false) throw noReaper('leave out the option reaper: false');
		this.#start();
		if (this.#reaper?.pid === undefined) throw noReaper('it ended, or could not be started');
		this.#reaper.track(resource);
		this.#tracked.set(resource.path, resource);
		return () => {
			this.#reaper?.untrack(resource.path);
			const isReleased = this.#tracked.delete(resource.path);
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
		this.#reaper = new Reaper({
			gracePeriod,
			onProblem: (problem, hasRun) => this.#onProblem(problem, hasRun),
		});
		for (const child of children) this.started(child);
		for (const resource of this.#tracked.values()) this.#reaper.track(resource);
	}

	/** One that somebody has killed is started anew, once. */
	#onProblem(problem: Error, hasRun: boolean): void {
		if (!hasRun || this.#hasRestarted) return process.emitWarning(problem);
		this.#hasRestarted = true;
		this.#reaper = undefined;
		this.#start();
	}
}

function noReaper(why: string): Error {
	const message = `nothing can be tracked without a reaper: ${why}`;
	return new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_REAPER', message);
}
