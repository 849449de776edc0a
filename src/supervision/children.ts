/** The children of a supervisor: started, told, and ended with it. */
import { ParentWatchdogError } from '../runtime/errors.js';
import type { Dependent } from '../shutdown/dependents.js';
import type { Broadcast } from './broadcast.js';
import type { Child } from './child.js';
import { endWithLease } from './end-with-lease.js';
import type { SupervisorAnnouncer } from './events.js';
import { Executors, type UseOptions } from './executors.js';
import type { SuperviseOptions } from './options.js';
import { ReaperClient } from './reaper-client.js';
import { type ChildRequest, startChild } from './start-child.js';
import { StopAll } from './stop-all.js';
import type { ChildReport } from './stop-ladder.js';
import { mergeSteps } from './stop-times.js';

/** Has them stopped when this process shuts down; returns what takes that back. */
export type AddDependent = (dependent: Dependent) => () => void;

export class Children {
	readonly stopAll: StopAll;
	readonly reaper: ReaperClient;
	/** Also those that have ended while what they have started is still being ended. */
	readonly #children = new Set<Child>();
	readonly #executors = new Executors();
	#leave: (() => void) | undefined;
	/** Those that could not be started: the stop report tells of them. */
	readonly #failed: ChildReport[] = [];

	constructor(
		readonly announcer: SupervisorAnnouncer,
		readonly broadcast: Omit<Broadcast, 'shared'>,
		readonly options: SuperviseOptions,
		private readonly addDependent: AddDependent,
		/** What goes on while there are children; returns what stops it. */
		private readonly startCompanion: () => () => void,
	) {
		this.reaper = new ReaperClient({
			reaper: options.reaper,
			gracePeriod: mergeSteps(options.stop).terminate || 0,
			children: this.#children,
		});
		this.stopAll = new StopAll({
			children: this.#children,
			executors: this.#executors,
			stopEvent: broadcast.stopEvent,
			failed: this.#failed,
			onReport: (report) => this.announcer.stop(report),
			onStopped: async () => {
				// Whoever has it next may start at once.
				await options.lease?.release();
				this.#leaveIfEmpty();
				await this.reaper.close();
				return this.reaper.tracked;
			},
		});
		if (options.lease) {
			this.#leave = this.#enter();
			endWithLease(options.lease, this.stopAll, () => this.#leaveIfEmpty());
		}
	}

	list(): Child[] {
		return [...this.#children].filter(({ isAlive }) => isAlive);
	}

	/** @throws what starting it throws, and if the supervisor was stopped */
	start<Options>(request: ChildRequest<Options>): Child {
		if (this.stopAll.hasBegun) throw stopped();
		const child = startChild(request, this);
		if (child.pid === undefined) this.#noteFailed(child);
		else this.#add(child);
		return child;
	}

	/** What is closed before the children are stopped. */
	use<T extends object>(executor: T, options?: UseOptions<T>): T {
		if (this.stopAll.hasBegun) throw stopped();
		this.#executors.use(executor, options);
		this.#leave ??= this.#enter();
		return executor;
	}

	release(executor: object): boolean {
		const isReleased = this.#executors.release(executor);
		this.#leaveIfEmpty();
		return isReleased;
	}

	#add(child: Child): void {
		this.#children.add(child);
		this.#leave ??= this.#enter();
		if (child.lines.lifeline) this.broadcast.add(child.lines.lifeline);
		this.announcer.start(child);
		if (child.steps.tree) {
			const { warnOfNoTree } = require('./no-tree.js') as typeof import('./no-tree.js');
			warnOfNoTree();
		}
		child.process.once('exit', () => this.announcer.exit(child));
		child.process.once('exit', () => child.afterStop(() => this.#remove(child)));
	}

	#noteFailed(child: Child): void {
		const { name } = child;
		child.exited.catch((error: Error) => {
			const warning = `${name} could not be started: ${error.message}`;
			const unstarted = { pid: undefined, endedBy: 'itself', exitCode: null } as const;
			this.#failed.push({ name, ...unstarted, ms: 0, tree: undefined, warning });
			this.announcer.exit(child, error);
		});
	}

	/** While there is something to be stopped. */
	#enter(): () => void {
		const stop = this.startCompanion();
		const removeFromShutdown = this.addDependent(this.stopAll);
		return () => {
			stop();
			removeFromShutdown();
		};
	}

	#remove(child: Child): void {
		this.#children.delete(child);
		this.reaper.ended(child.supervisionId);
		if (child.lines.lifeline) this.broadcast.remove(child.lines.lifeline);
		this.#leaveIfEmpty();
	}

	#leaveIfEmpty(): void {
		if (this.#children.size > 0 || this.#executors.size > 0) return;
		if (this.options.lease && !this.options.lease.signal.aborted) return;
		this.#leave?.();
		this.#leave = undefined;
	}
}

function stopped(): Error {
	const message = 'the supervisor has been stopped, and starts nothing any more';
	return new ParentWatchdogError('ERR_PARENT_WATCHDOG_STOPPED', message);
}
