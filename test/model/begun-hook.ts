/** What is known of a hook that has begun. */
import type { Limits } from './shutdown-events.js';

export class BegunHook {
	/** When the next one has its turn at the latest. */
	readonly until: number;
	end: { fails: boolean } | undefined;
	/** What the diagnostics have told. */
	outcome: string | undefined;
	/** Whether it has called `process.exit()` while the process exits. */
	hasExited = false;
	/** Whether it is given up when its time is over, and not only late. */
	readonly #isLimited: boolean;

	constructor(
		at: number,
		/** How long it may take, and how much is left until the deadline. */
		timeout: number | undefined,
		share: number,
		left: number,
		/** Whether nothing but its synchronous part counts. */
		readonly isDrained: boolean,
	) {
		this.#isLimited = timeout !== undefined && timeout < left && !isDrained;
		// No timer takes less than 1 ms.
		this.until = at + Math.max(1, Math.min(timeout ?? share, left));
	}

	isOver(at: number): boolean {
		return this.end !== undefined || this.until <= at;
	}

	get isWaitedFor(): boolean {
		return !this.end && this.outcome !== 'timed-out';
	}

	/** Until when it is waited for. */
	waitedForUntil(deadline: number): number {
		return this.isWaitedFor ? (this.#isLimited ? this.until : deadline) : 0;
	}

	/** What may be told of it now. */
	outcomes(now: number, { early, late }: Limits): string[] {
		// While the process exits, who exits again has done its part.
		if (this.hasExited && this.isDrained) return ['done'];
		if (this.end) return [this.end.fails ? 'failed' : 'done'];
		const limit = this.#isLimited ? this.until : Infinity;
		return [
			...(this.hasExited ? ['done'] : []),
			...(limit <= now + early ? ['timed-out'] : []),
			...(limit >= now - late ? ['unfinished'] : []),
		];
	}
}
