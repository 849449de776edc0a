/** What names an engine in options: an address, or an object that is one. */
import type { LeaseEngine } from '../protocol/lease.js';
import { isLeaseKey, KEY_RULE, TTL_RANGE } from '../protocol/lease.js';
import { type Check, numberCheck, optionError } from '../runtime/checks.js';
import { leaseError } from './failure.js';
import { openEngine } from './open-engine.js';

const FUNCTIONS = ['acquire', 'read'] as const;

/** @throws as `openEngine()` does, and for what is neither an address nor an engine */
export function toEngine(engine: unknown): LeaseEngine {
	if (typeof engine === 'string') return openEngine(engine);
	if (isEngine(engine)) return engine;
	// A client itself may hold a password, and is not shown.
	const what = engine === null ? 'null' : typeof engine;
	throw leaseError(
		'ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE',
		`engine must be an address, or what redis(), etcd() or postgres() return, but is of type ${what}`,
	);
}

export function isEngine(value: unknown): value is LeaseEngine {
	if (typeof value !== 'object' || value === null) return false;
	const engine = value as Record<string, unknown>;
	return (
		typeof engine.name === 'string' && FUNCTIONS.every((name) => typeof engine[name] === 'function')
	);
}

export const checkKey: Check<string> = (value, name) => {
	if (isLeaseKey(value)) return value;
	throw optionError(name, KEY_RULE, value, typeof value === 'string' ? RangeError : TypeError);
};

export const checkTtl = numberCheck('a number of ms', ...TTL_RANGE);
