import { isAdopter } from './adoption.js';
import type { Answer } from './probe.js';
import type { Target } from './target.js';

/** When a closed channel counts as the parent's end, though no probe says so. */
export class ClosedChannel {
	/** Whether it closed so early that the parent may have been gone before. */
	isEarly = false;

	constructor(
		/** Whether such a parent only adopted us. */
		private readonly isAdopted = isAdopter,
	) {}

	/** `answer`: what the probes say of the targets, of which the first is the parent. */
	meansGone(answer: Answer, parent: Target | undefined): boolean {
		if (answer === 'unknown' || !parent) return answer === 'unknown';
		return this.isEarly && parent.direct && this.isAdopted(parent.pid);
	}
}
