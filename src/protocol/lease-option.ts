/** How a lease is named in options, and how that is checked. What may hold a password is never shown. */
import { type Check, checkObject, numberCheck, optionError } from '../runtime/checks.js';
import { ParentWatchdogError } from '../runtime/errors.js';
import {
	isLeaseKey,
	KEY_RULE,
	type LeaseEngine,
	type NamedLease,
	parseLease,
	TTL_RANGE,
} from './lease.js';

/** The lease that a worker watches. What is left out here, `PARENT_WATCHDOG_LEASE` says. */
export interface LeaseSource {
	/**
	 * Where the lease is kept: what `redis()`, `etcd()` or `postgres()` return for a client of yours, an
	 * engine that you wrote, or an address such as `redis://user:password@host:6379`.
	 */
	engine?: LeaseEngine | string | undefined;
	key?: string | undefined;
	/** Of the holder that is the parent. Default: whoever holds the key at first. */
	token?: number | undefined;
	/** In ms, as the holder has it. Default: 10000. */
	ttl?: number | undefined;
}

/** The engine that an address means, by its scheme. */
export const ENGINE_SCHEMES = {
	redis: 'redis',
	rediss: 'redis',
	valkey: 'redis',
	valkeys: 'redis',
	postgres: 'postgres',
	postgresql: 'postgres',
	etcd: 'etcd',
	etcds: 'etcd',
} as const;

export type KnownEngine = (typeof ENGINE_SCHEMES)[keyof typeof ENGINE_SCHEMES];

/** `undefined` if it is no address of an engine that we know. */
export function engineAt(address: string): KnownEngine | undefined {
	const scheme = URL.canParse(address) ? new URL(address).protocol.slice(0, -1) : '';
	if (!Object.hasOwn(ENGINE_SCHEMES, scheme)) return undefined;
	return ENGINE_SCHEMES[scheme as keyof typeof ENGINE_SCHEMES];
}

/** @throws `ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE` */
export function checkEngine(value: unknown): LeaseEngine | string {
	if (typeof value === 'string' ? engineAt(value) : isEngine(value)) {
		return value as LeaseEngine | string;
	}
	const schemes = Object.keys(ENGINE_SCHEMES).map((scheme) => `${scheme}://`);
	const message = `engine must be what redis(), etcd() or postgres() return, a LeaseEngine of yours, or an address with ${schemes.join(', ')}, but is ${kindOf(value)}`;
	throw new ParentWatchdogError('ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE', message);
}

export const checkKey: Check<string> = (value, name) => {
	if (isLeaseKey(value)) return value;
	throw optionError(name, KEY_RULE, value, typeof value === 'string' ? RangeError : TypeError);
};

export const checkTtl = numberCheck('a number of ms', ...TTL_RANGE);
const checkToken = numberCheck('a token, an integer', 0, Number.MAX_SAFE_INTEGER, true);

const CHECKS: Record<keyof LeaseSource, Check> = {
	engine: checkEngine,
	key: checkKey,
	token: checkToken,
	ttl: checkTtl,
};

export const checkLease: Check<LeaseSource> = (value, name) => {
	if (typeof value === 'string') throw optionError(name, LEASE_RULE, value, RangeError);
	checkObject(value, name);
	for (const [field, part] of Object.entries(value)) {
		if (!Object.hasOwn(CHECKS, field)) {
			throw optionError(`${name}.${field}`, 'left out', kindOf(part), TypeError);
		}
		if (part !== undefined) CHECKS[field as keyof LeaseSource](part, `${name}.${field}`);
	}
	return value;
};

/** For the variable: what it says of the lease, and the address that another variable says of the engine. */
export function parseLeaseVariable(text: string, address: string | undefined): unknown {
	const lease = parseLease(text);
	if (!lease || !address) return lease ? withoutEngine(lease) : text;
	const engine = checkEngine(address);
	return engineAt(address) === lease.engine ? { ...lease, engine } : text;
}

/** Its engine is known by name only. */
function withoutEngine({ engine: _, ...lease }: NamedLease): LeaseSource {
	return lease;
}

const LEASE_RULE =
	'the id of a lease, as holdLease() gives it, in the engine that PARENT_WATCHDOG_LEASE_URL has';

function isEngine(value: unknown): value is LeaseEngine {
	if (typeof value !== 'object' || value === null) return false;
	const { name, acquire, read } = value as Partial<Record<keyof LeaseEngine, unknown>>;
	return typeof name === 'string' && typeof acquire === 'function' && typeof read === 'function';
}

function kindOf(value: unknown): string {
	if (typeof value === 'string') {
		return URL.canParse(value) ? `one with ${new URL(value).protocol}//` : 'another string';
	}
	return value === null ? 'null' : `of type ${typeof value}`;
}
