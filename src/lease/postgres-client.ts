import type { LeaseEngine } from '../protocol/lease.js';
import { loadClient, tellFailure } from './load-client.js';
import { type PostgresPool, postgres } from './postgres.js';

interface Pool extends PostgresPool {
	on(event: 'error', listener: (error: Error) => void): unknown;
	end(): Promise<void>;
}

interface PostgresModule {
	Pool: new (options: object) => Pool;
}

/** A pool of our own: one connection to hold a lease or to wait for its end, one to read. */
export function openPostgres(address: URL): LeaseEngine {
	const { Pool } = loadClient<PostgresModule>('pg').client;
	const pool = new Pool({
		// What the address leaves out, PGHOST and the like say.
		...(address.host ? { connectionString: address.href } : {}),
		application_name: 'parent-watchdog',
		max: 2,
		keepAlive: true,
		connectionTimeoutMillis: 5000,
	});
	pool.on('error', tellFailure);
	return { ...postgres(pool), close: () => pool.end() };
}
