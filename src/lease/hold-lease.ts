import type { Grant, LeaseEngine } from '../protocol/lease.js';
import { checkKey, checkTtl } from '../protocol/lease-option.js';
import { checkNames, checkObject } from '../runtime/checks.js';
import { monotonic } from '../runtime/clock.js';
import { leaseError, unreachable } from './failure.js';
import { HeldLease, MARGIN } from './held-lease.js';
import { openEngine } from './open-engine.js';
import { inTime } from './patience.js';

/** Options of `holdLease()`. */
export interface LeaseOptions {
	/**
	 * Where the lease is kept: what `redis()`, `etcd()` or `postgres()` return for a client of yours, an
	 * engine that you wrote, or an address such as `redis://user:password@host:6379`.
	 */
	engine: LeaseEngine | string;
	/** Its name, the same for all who want it. */
	key: string;
	/** How long it is held after the coordinator was last heard of, in ms. Default: 10000. */
	ttl?: number | undefined;
}

/**
 * Takes a lease and renews it until it is released or lost.
 *
 * @throws `ERR_PARENT_WATCHDOG_LEASE_HELD` where somebody else holds the key,
 * `ERR_PARENT_WATCHDOG_LEASE_UNREACHABLE`, `ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE`,
 * `ERR_PARENT_WATCHDOG_LEASE_NO_CLIENT`, `ERR_PARENT_WATCHDOG_INVALID_OPTION`
 */
export async function holdLease(options: LeaseOptions): Promise<HeldLease> {
	checkObject(options);
	checkNames(options, ['engine', 'key', 'ttl']);
	const key = checkKey(options.key, 'key');
	const ttl = checkTtl(options.ttl ?? 10_000, 'ttl');
	const engine = openEngine(options.engine);
	const isOurs = typeof options.engine === 'string';
	try {
		const asked = monotonic();
		const grant = await acquire(engine, key, ttl);
		if (!grant) throw held(engine, key);
		return new HeldLease(engine, key, grant, { asked, isOurs });
	} catch (error) {
		if (isOurs) await engine.close?.().catch(() => {});
		throw error;
	}
}

async function acquire(engine: LeaseEngine, key: string, ttl: number): Promise<Grant | undefined> {
	const acquired = engine.acquire(key, ttl);
	try {
		return await inTime(acquired, ttl * (1 - MARGIN), `the lease engine ${engine.name}`);
	} catch (failure) {
		// Granted after all, it would be held by nobody until it expires.
		acquired.then((late) => late?.release()).catch(() => {});
		throw unreachable(engine.name, failure);
	}
}

function held({ name }: LeaseEngine, key: string): Error {
	const message = `the lease ${key} is held by somebody else (engine: ${name}); try again when it is released or has expired`;
	return leaseError('ERR_PARENT_WATCHDOG_LEASE_HELD', message);
}
