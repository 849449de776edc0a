import type { LeaseEngine } from '../protocol/lease.js';
import { checkEngine, engineAt, type KnownEngine } from '../protocol/lease-option.js';
import { openEtcd } from './etcd-client.js';
import { openPostgres } from './postgres-client.js';
import { openRedis } from './redis-client.js';

const OPENERS: Record<KnownEngine, (address: URL) => LeaseEngine> = {
	redis: openRedis,
	postgres: openPostgres,
	etcd: openEtcd,
};

/**
 * An engine as it is, or by its address, through a client of our own.
 *
 * @throws `ERR_PARENT_WATCHDOG_LEASE_UNKNOWN_ENGINE`, or `ERR_PARENT_WATCHDOG_LEASE_NO_CLIENT` where no
 * client for it is installed
 */
export function openEngine(engine: unknown): LeaseEngine {
	const checked = checkEngine(engine);
	if (typeof checked !== 'string') return checked;
	return OPENERS[engineAt(checked) as KnownEngine](new URL(checked));
}
