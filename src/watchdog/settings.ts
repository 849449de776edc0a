import { checkOptions } from '../given-options.js';
import { readOptions } from '../option-variables.js';
import { defaultSettings, type Settings, type WatchOptions } from '../options.js';
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
		const defaults = { ...defaultSettings(isPreload), ...nodemonSignals() };
		this.#current = { ...defaults, ...this.#environment, ...this.#given, lease };
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

/**
 * nodemon restarts a program by SIGUSR2, whose default action ends it without its hooks. npm and npx tell their
 * command in the environment, and a shell its own: https://github.com/remy/nodemon#controlling-shutdown-of-your-script
 */
function nodemonSignals(): Partial<Settings> {
	const { npm_lifecycle_script: script = '', _: command = '' } = env;
	if (!/\bnodemon\b/.test(script) && !/[\\/]nodemon(\.js)?$/.test(command)) return {};
	return { signals: [...defaultSettings(true).signals, 'SIGUSR2'] };
}

function isSameWatch(a: Settings, b: Settings): boolean {
	const pick = ({ pid, ancestors, interval, stdin, detached, guard, ...rest }: Settings) => {
		const { report, reportArgv, gracePeriod } = rest;
		const guarded = guard && [report, reportArgv, gracePeriod];
		return JSON.stringify([pid, ancestors, interval, stdin, detached, guarded]);
	};
	return pick(a) === pick(b) && isSameLease(a, b);
}

function isSameLease(a: Settings, b: Settings): boolean {
	if (a.partition !== b.partition) return false;
	const fields = ['engine', 'key', 'token', 'ttl'] as const;
	return fields.every((field) => a.lease?.[field] === b.lease?.[field]);
}
