import { queueMicrotask } from '../runtime/system.js';

/**
 * Hears the event loop run empty, unless another 'beforeExit' listener has just given it new work.
 * https://nodejs.org/api/process.html#event-beforeexit
 */
export class NaturalEnd {
	readonly #listener: () => void;

	constructor(onEnd: () => void) {
		this.#listener = () => {
			if (isEmittedByHand()) return;
			const before = countResources();
			afterTurns(TURNS, () => {
				if (!hasGrown(before, countResources())) onEnd();
			});
		};
	}

	/** Also after other code has taken our listener away. */
	listen(): void {
		const isThere = process.listeners('beforeExit').includes(this.#listener);
		if (!isThere) process.prependListener('beforeExit', this.#listener);
	}

	stop(): void {
		process.removeListener('beforeExit', this.#listener);
	}
}

/**
 * As test suites do; the process goes on. Node and Deno emit it outside of any asynchronous context. What
 * awaits a promise, and all of Bun, is outside as well, so there it counts.
 */
function isEmittedByHand(): boolean {
	const { executionAsyncId } = require('node:async_hooks') as typeof import('node:async_hooks');
	return executionAsyncId() !== 0;
}

/** How many turns of ticks and microtasks other listeners have to begin their work. */
const TURNS = 10;

/** Unlike an immediate, neither is work that would bring another 'beforeExit'. */
function afterTurns(count: number, run: () => void): void {
	if (count === 0) run();
	else process.nextTick(queueMicrotask, () => afterTurns(count - 1, run));
}

function countResources(): Map<string, number> {
	const counts = new Map<string, number>();
	for (const name of process.getActiveResourcesInfo())
		counts.set(name, (counts.get(name) ?? 0) + 1);
	return counts;
}

function hasGrown(before: Map<string, number>, after: Map<string, number>): boolean {
	return [...after].some(([name, count]) => count > (before.get(name) ?? 0));
}
