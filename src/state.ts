import { Watchdog } from './watch-parent';

/**
 * One watchdog a process, also where two copies of the package are installed: the first one loaded
 * serves both. The number changes when the two could not understand each other any more.
 */
const KEY = Symbol.for('parent-watchdog@1');

export const watchdog: Watchdog =
	((globalThis as Record<symbol, unknown>)[KEY] as Watchdog) ?? create();

function create(): Watchdog {
	const value = new Watchdog();
	// Not enumerable: programs look for globals that leaked.
	Object.defineProperty(globalThis, KEY, { value, configurable: true });
	return value;
}
