/** Whether the parent is gone, as the guard thread finds it by itself. */
import { probeAll } from '../detection/probe.js';
import type { Target } from '../detection/target.js';
import { monotonic } from '../runtime/clock.js';
import { type SharedMemory, Time } from './shared-memory.js';

/** How much longer than said the main thread may take to decide an inconclusive suspicion, in ms. */
const MARGIN = 250;

export class GuardedParent {
	readonly targets: readonly Target[];

	constructor(
		private readonly memory: SharedMemory,
		targets: readonly Pick<Target, 'pid' | 'start' | 'direct'>[],
		/** Not 0 once the lease has ended, where a thread watches one. */
		private readonly leaseEnded: Int32Array | undefined,
	) {
		this.targets = targets.map((target) => ({ ...target, held: undefined, replaced: false }));
	}

	isGone(): boolean {
		return probeAll(this.targets).answer === 'gone' || this.#isOverdue() || this.#hasLeaseEnded();
	}

	#hasLeaseEnded(): boolean {
		return this.leaseEnded !== undefined && Atomics.load(this.leaseEnded, 0) !== 0;
	}

	/** The main thread, which knows of the closed channel, has not decided on time: it may be blocked. */
	#isOverdue(): boolean {
		const dueAt = this.memory.times[Time.DOUBT];
		return dueAt !== undefined && dueAt > 0 && monotonic() > dueAt + MARGIN;
	}
}
