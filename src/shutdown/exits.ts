import { queueMicrotask } from '../runtime/system.js';
import { EXIT_CALLED } from './call-hook.js';

/** `process` with what its types leave out. */
const host = process as unknown as {
	_exiting?: boolean;
	reallyExit: (code?: number) => never;
};

/** Hears the process exit, whatever called for it. Only synchronous work is possible then. */
export function listenToExit(onExit: (code: number) => void): () => void {
	const listener = (code: number) => keepExiting(() => onExit(code));
	// First: another listener that throws would end the round.
	process.prependListener('exit', listener);
	// A round that has begun does not reach a new listener.
	if (host._exiting) listener(Number(process.exitCode ?? 0));
	return () => process.removeListener('exit', listener);
}

/**
 * While the process exits, a second `process.exit()` ends it at once, and the other hooks would lose
 * their turn. So for that moment it throws; the code that it was given stays.
 */
function keepExiting(run: () => void): void {
	const { reallyExit } = host;
	let isRunning = true;
	// Whoever wraps it meanwhile may keep it for longer than that.
	const refuse = (code?: number) => {
		if (isRunning) throw EXIT_CALLED;
		return reallyExit.call(process, code);
	};
	host.reallyExit = refuse;
	try {
		run();
	} finally {
		isRunning = false;
		if (host.reallyExit === refuse) host.reallyExit = reallyExit;
	}
}

/**
 * Hears the event loop run empty, unless another 'beforeExit' listener has just given it new work.
 * https://nodejs.org/api/process.html#event-beforeexit
 */
export function listenToNaturalEnd(onEnd: () => void): () => void {
	const listener = () => {
		const before = countResources();
		afterTurns(TURNS, () => {
			if (!hasGrown(before, countResources())) onEnd();
		});
	};
	process.prependListener('beforeExit', listener);
	return () => process.removeListener('beforeExit', listener);
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
