/** The main thread as the guard sees it: whether its event loop answers, and what frees it where not. */

import { hasOnlyWaited, lookAtThread } from '../processes/thread-state.js';
import { monotonic } from '../runtime/clock.js';
import { endDescendants } from './descendants.js';
import { Interruption } from './interruption.js';
import type { GuardMessage } from './messages.js';
import { Field, Phase, type SharedMemory, Time } from './shared-memory.js';

/** Patience is counted in steps of so many ms. */
export const STEP = 50;
/**
 * What a step that comes late counts for at most, in ms: while the process was stopped, the main thread could
 * not answer either. But on a busy machine every step comes late, and the deadline does not wait for them.
 */
const LONGEST_STEP = 250;

export class MainThread {
	/** Where JavaScript was stuck that was terminated. */
	stack: string | undefined;
	/** How long it may be busy before it counts as blocked, in ms. */
	readonly #patience: number;
	/** How long before the deadline a blocking hook loses its turn, so that the others get theirs. */
	readonly #reserve: number;
	/** How long what it may wait for has to end by itself: it may run hooks of its own. */
	readonly #mercy: number;
	#wasBlocked = false;

	constructor(
		private readonly memory: SharedMemory,
		gracePeriod: number,
		private readonly post: (message: GuardMessage) => void,
	) {
		this.#patience = Math.min(1000, Math.max(100, gracePeriod / 5));
		this.#reserve = Math.min(1000, gracePeriod / 4);
		this.#mercy = gracePeriod / 4;
	}

	get phase(): number {
		return Atomics.load(this.memory.fields, Field.PHASE);
	}

	get #pulse(): number {
		return Atomics.load(this.memory.fields, Field.PULSE);
	}

	/** It may be busy again for as long as if it had never been found blocked. */
	trust(): void {
		this.#wasBlocked = false;
	}

	/** Whether its event loop answers, before it has been silent for too long. */
	async answers(
		type: 'ping' | 'gone',
		deadline: number,
		meanwhile: () => Promise<unknown>,
	): Promise<boolean> {
		const { fields, times } = this.memory;
		const before = this.#pulse;
		this.post({ type });
		for (let waited = 0; ; ) {
			if (this.#pulse !== before || this.phase === Phase.STOPPED) return true;
			const allowed = Math.min(times[Time.ALLOWANCE] ?? 0, deadline - this.#reserve);
			const patience = this.#wasBlocked ? Math.min(250, this.#patience) : this.#patience;
			const isPatient = waited < patience || monotonic() < allowed;
			if (!isPatient || monotonic() >= deadline) return false;
			const stepAt = monotonic();
			await meanwhile();
			Atomics.wait(fields, Field.PULSE, before, STEP);
			waited += Math.min(monotonic() - stepAt, LONGEST_STEP);
		}
	}

	/** JavaScript that is stuck is terminated; a native call that waits for a child of ours loses the child. */
	async free(deadline: number, isOver: () => boolean = () => false): Promise<void> {
		const mayFree = () => monotonic() < deadline && !isOver();
		if (!mayFree()) return;
		if (Atomics.load(this.memory.fields, Field.DEBUGGER) === 1) return this.sleep(STEP);
		this.#wasBlocked = true;
		const before = this.#pulse;
		const isBlocked = () => this.#pulse === before && this.phase !== Phase.STOPPED;
		const interruption = new Interruption(isBlocked);
		try {
			while (isBlocked() && mayFree()) {
				const thread = lookAtThread();
				const stack = await interruption.stack(deadline - monotonic());
				if (stack !== undefined) {
					this.stack = stack;
					return this.post({ type: 'stuck', stack });
				}
				// It is no JavaScript. Once a native call returns to some, that is terminated, before it can fail
				// for want of the child it waited for.
				if (hasOnlyWaited(thread, lookAtThread())) endDescendants(this.#mercy);
			}
		} finally {
			interruption.close();
		}
	}

	/** Until it says something. */
	sleep(ms: number): void {
		const { fields } = this.memory;
		const seen = Atomics.load(fields, Field.WAKE);
		if (this.phase !== Phase.STOPPED) Atomics.wait(fields, Field.WAKE, seen, Math.max(0, ms));
	}
}
