import { OPTION_NAMES, type Settings, table } from './options.js';
import { checkObject, checkOtherPids, unknownOption } from './runtime/checks.js';

/**
 * Checks the options given in code.
 *
 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`, the `option` and its
 * `value`.
 */
export function checkOptions(options: unknown): Partial<Settings> {
	if (options === undefined) return {};
	checkObject(options);
	const checked: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(options)) {
		if (value === undefined) continue;
		if (!Object.hasOwn(table, name)) throw unknownOption(name, value, OPTION_NAMES);
		checked[name] = table[name as keyof Settings].check(value, name);
		if (name === 'pid') checkOtherPids(checked.pid as readonly number[], value);
	}
	return checked;
}
