import type { LeaseEngine } from '../protocol/lease.js';
import { loadClient, tellFailure } from './load-client.js';
import { createPostgres } from './postgres.js';
import type { PostgresPool } from './postgres-sql.js';

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
	const options = {
		// What the address leaves out, PGHOST and the like say.
		...(address.host ? { connectionString: address.href } : {}),
		application_name: 'parent-watchdog',
		max: 2,
		keepAlive: true,
		connectionTimeoutMillis: 5000,
	};
	const open = () => {
		const pool = new Pool(options);
		pool.on('error', tellFailure);
		return pool;
	};
	let pool = open();
	return {
		...createPostgres(() => pool),
		// The session of a lease that is held goes on in the old pool.
		reset: () => {
			void pool.end().catch(() => {});
			pool = open();
		},
		close: () => pool.end(),
	};
}
