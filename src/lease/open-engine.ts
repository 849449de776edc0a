import type { LeaseEngine } from '../protocol/lease.js';
import { describe } from '../runtime/errors.js';
import { openEtcd } from './etcd-client.js';
import { leaseError } from './failure.js';
import { openPostgres } from './postgres-client.js';
import { openRedis } from './redis-client.js';

const ENGINES: Record<string, { name: string; open: (address: URL) => LeaseEngine }> = {
	'redis:': { name: 'redis', open: openRedis },
	'rediss:': { name: 'redis', open: openRedis },
	'valkey:': { name: 'redis', open: openRedis },
	'valkeys:': { name: 'redis', open: openRedis },
	'postgres:': { name: 'postgres', open: openPostgres },
	'postgresql:': { name: 'postgres', open: openPostgres },
	'etcd:': { name: 'etcd', open: openEtcd },
	'etcds:': { name: 'etcd', open: openEtcd },
};

/**
 * An engine by its address, through a client of our own.
 *
 * @throws `ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE`, or `ERR_PARENT_WATCHDOG_LEASE_NO_CLIENT` where no
 * client for it is installed
 */
export function openEngine(url: string): LeaseEngine {
	return findEngine(url).open(new URL(url));
}

/**
 * The name of the engine at that address; nothing is loaded for it.
 *
 * @throws `ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE`
 */
export function nameEngine(url: string): string {
	return findEngine(url).name;
}

/** The address itself may hold a password, and is not shown. */
function findEngine(url: string): (typeof ENGINES)[string] {
	const protocol = URL.canParse(url) ? new URL(url).protocol : undefined;
	const found = protocol && Object.hasOwn(ENGINES, protocol) ? ENGINES[protocol] : undefined;
	if (found) return found;
	const known = Object.keys(ENGINES).map((one) => `${one}//`);
	const what = protocol ? `an address with ${describe(protocol)}` : 'no address';
	throw leaseError(
		'ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE',
		`engine must be a LeaseEngine, or an address with ${known.join(', ')}, but is ${what}`,
	);
}
