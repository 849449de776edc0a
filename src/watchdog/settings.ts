import { readOptions } from '../option-variables.js';
import { checkOptions, defaultSettings, type Settings, type WatchOptions } from '../options.js';
import { KEY_RULE } from '../protocol/lease.js';
import { checkEngine, type LeaseSource } from '../protocol/lease-option.js';
import { optionError } from '../runtime/checks.js';
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
		const lease = chooseLease(this.#environment.lease, this.#given.lease);
		const all = { ...defaultSettings(isPreload), ...this.#environment, ...this.#given, lease };
		this.#current = all;
		return isSameWatch(before, this.#current);
	}
}

/** What the code leaves out, the environment says. Without an engine there is nothing to watch. */
function chooseLease(
	named: LeaseSource | undefined,
	given: LeaseSource | undefined,
): LeaseSource | undefined {
	const lease = { ...named, ...given };
	if (given && !lease.key) throw optionError('lease.key', KEY_RULE, lease.key, TypeError);
	if (given && !lease.engine) checkEngine(lease.engine);
	return lease.engine ? lease : undefined;
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
	return pick(a) === pick(b) && isSameLease(a, b);
}

function isSameLease(a: Settings, b: Settings): boolean {
	if (a.partition !== b.partition) return false;
	const fields = ['engine', 'key', 'token', 'ttl'] as const;
	return fields.every((field) => a.lease?.[field] === b.lease?.[field]);
}
