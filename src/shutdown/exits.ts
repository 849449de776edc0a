import { EXIT_CALLED } from './hooks.js';

/** Hears the process exit, whatever called for it. Only synchronous work is possible then. */
export function listenToExit(onExit: (code: number) => void): () => void {
	const listener = (code: number) => keepExiting(() => onExit(code));
	// First: another listener that throws would end the round.
	process.prependListener('exit', listener);
	return () => process.removeListener('exit', listener);
}

/**
 * While the process exits, a second `process.exit()` ends it at once, and the other hooks would lose
 * their turn. So for that moment it throws; the code that it was given stays.
 */
function keepExiting(run: () => void): void {
	const host = process as unknown as { reallyExit: (code?: number) => never };
	const { reallyExit } = host;
	host.reallyExit = () => {
		throw EXIT_CALLED;
	};
	try {
		run();
	} finally {
		host.reallyExit = reallyExit;
	}
}

/**
 * Hears the event loop run empty, unless another 'beforeExit' listener has just given it new work.
 * https://nodejs.org/api/process.html#event-beforeexit
 */
export function listenToNaturalEnd(onEnd: () => void): () => void {
	const listener = () => {
		const before = countResources();
		// Ticks run after all listeners have, and before Node looks whether the loop is alive again.
		process.nextTick(() => {
			if (!hasGrown(before, countResources())) onEnd();
		});
	};
	process.prependListener('beforeExit', listener);
	return () => process.removeListener('beforeExit', listener);
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
