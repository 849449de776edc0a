import {
	checkOptions,
	defaultSettings,
	readOptions,
	type Settings,
	type WatchOptions,
} from '../options.js';
import { warnOnStderr } from '../runtime/diagnostics.js';
import { env } from '../runtime/system.js';

/** What holds: what the code has asked for, else what the environment says, else the defaults. */
export class ChosenSettings {
	readonly #given: Partial<Settings> = {};
	#environment: Partial<Settings> | undefined;
	#current = defaultSettings(true);

	get current(): Settings {
		return this.#current;
	}

	/**
	 * From the next `choose()` on. Returns whether any option was given.
	 *
	 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`
	 */
	give(options: WatchOptions | undefined): boolean {
		const given = checkOptions(options);
		Object.assign(this.#given, given);
		return Object.keys(given).length > 0;
	}

	/** Returns whether the watch stays the same with them. */
	choose(isPreload: boolean): boolean {
		this.#environment ??= readOptions(env, warnOnStderr);
		const before = this.#current;
		this.#current = { ...defaultSettings(isPreload), ...this.#environment, ...this.#given };
		return isSameWatch(before, this.#current);
	}
}

function isSameWatch(a: Settings, b: Settings): boolean {
	const pick = ({
		pid,
		ancestors,
		interval,
		stdin,
		detached,
		guard,
		report,
		gracePeriod,
	}: Settings) =>
		JSON.stringify([pid, ancestors, interval, stdin, detached, guard && [report, gracePeriod]]);
	return pick(a) === pick(b);
}
