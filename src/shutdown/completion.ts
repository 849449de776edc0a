import type { Deadline } from './deadline.js';

/**
 * A natural end goes on by itself, because `process.exit()` would change it: it takes code 13 away from
 * an unsettled top-level await, and cuts off what others do at 'beforeExit' (node:test its summary).
 * Signal listeners stay, because closing them would be work, and 'beforeExit' be emitted again.
 */
export class Completion {
	/** Whether its hooks are done. What goes on has until the deadline. */
	isOver = false;
	#resolve: (() => void) | undefined;

	constructor(private readonly deadline: Deadline) {}

	/** Resolves when the process may go on ending by itself. */
	wait(): Promise<void> {
		return new Promise((resolve) => {
			this.#resolve = resolve;
		});
	}

	goOn(): void {
		this.isOver = true;
		this.deadline.unref();
		this.#resolve?.();
	}
}
