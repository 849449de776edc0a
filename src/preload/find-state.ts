import { type Loaders, type PreloadedLifeline, type PreloadedWatchdog, State } from './state.js';

/**
 * One watchdog a process, also where two copies of the package are installed: the first one loaded
 * serves both. The number changes when the two could not understand each other any more.
 */
const KEY = Symbol.for('parent-watchdog@1');

export function findState<Watchdog extends PreloadedWatchdog, Lifeline extends PreloadedLifeline>(
	loaders: Loaders<Watchdog, Lifeline>,
): State<Watchdog, Lifeline> {
	const place = globalThis as { [KEY]?: State<Watchdog, Lifeline> };
	const value = place[KEY] ?? new State(loaders);
	// Not enumerable: programs look for globals that leaked.
	Object.defineProperty(globalThis, KEY, { value, configurable: true });
	return value;
}
