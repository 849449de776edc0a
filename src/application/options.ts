import { OPTION_NAMES, type WatchOptions } from '../options.js';
import { checkNames, checkObject, numberCheck, optionError } from '../runtime/checks.js';
import { MAX_DELAY } from '../runtime/clock.js';
import { checkSuperviseOptions } from '../supervision/check-options.js';
import type { Heartbeat } from '../supervision/heartbeat.js';
import type { SuperviseOptions } from '../supervision/options.js';
import type { Supervisor } from '../supervision/supervisor.js';
import type { addCleanupHook } from '../watchdog/api.js';

/** What an application's functions get. */
export interface Application {
	/** Aborted when the application has to end: a signal, the supervisor's stop, the parent gone. */
	readonly signal: AbortSignal;
	/** Starts children, and stops them at the end. */
	readonly supervisor: Supervisor;
	/** Registers a cleanup hook, as the function of that name does. */
	readonly addCleanupHook: typeof addCleanupHook;
}

/** Options of `runApplication()`, and those of `watchParent()`. */
export interface ApplicationOptions extends WatchOptions {
	/** Runs before `main`. */
	setup?: ((application: Application) => unknown) | undefined;
	/** Publishes a heartbeat every so many ms, and calls `onHeartbeat`. Default: never. */
	heartbeat?: number | undefined;
	/** Called at each heartbeat; needs the option `heartbeat`. */
	onHeartbeat?: ((heartbeat: Heartbeat, application: Application) => unknown) | undefined;
	/** Gets what `setup` or `main` has thrown. By default it is written to stderr. */
	onError?: ((error: unknown) => unknown) | undefined;
	/** Options of the supervisor. */
	supervise?: SuperviseOptions | undefined;
}

/** Before anything begins; those of the watch are checked by itself, first of all. */
export function checkApplicationOptions(options: ApplicationOptions): void {
	checkObject(options);
	const known = ['setup', 'onHeartbeat', 'onError', 'heartbeat', 'supervise', ...OPTION_NAMES];
	checkNames(options, known);
	for (const name of ['setup', 'onHeartbeat', 'onError'] as const) {
		const value: unknown = options[name];
		if (value !== undefined && typeof value !== 'function')
			throw optionError(name, 'a function', value, TypeError);
	}
	const { heartbeat, onHeartbeat, supervise } = options;
	if (onHeartbeat && heartbeat === undefined) {
		throw optionError('heartbeat', 'given with onHeartbeat, in ms', heartbeat, TypeError);
	}
	if (heartbeat !== undefined) numberCheck('a number of ms', 1, MAX_DELAY)(heartbeat, 'heartbeat');
	if (supervise !== undefined) checkSuperviseOptions(supervise);
}
