/** What the PostgreSQL engine says, and to whom; `$1` is the key. */

/** What is used of a `Pool` of `pg`. */
export interface PostgresPool {
	connect(): Promise<PostgresClient>;
	query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface PostgresClient {
	query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
	on(event: 'error' | 'end', listener: (error: Error) => void): unknown;
	release(destroy: boolean): void;
}

/** In ms: https://www.postgresql.org/docs/current/runtime-config-connection.html */
export const WAIT_PATIENTLY =
	'SET client_connection_check_interval = 10000; SET statement_timeout = 0; SET lock_timeout = 0';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const UNDEFINED_TABLE = '42P01';

export const LOCK = `hashtextextended('parent-watchdog:' || $1::text, 0)`;

/** A lock of one number is told as its two halves: https://www.postgresql.org/docs/current/view-pg-locks.html */
export const IS_HELD = `EXISTS (
	SELECT FROM pg_locks
	WHERE locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted AND objsubid = 1
	AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
	AND (classid::bigint << 32 | objid::bigint) = ${LOCK})`;

export const CREATE_TABLE =
	'CREATE TABLE IF NOT EXISTS parent_watchdog_leases (key text PRIMARY KEY, token bigint NOT NULL)';

/** Where the table was lost, the server's clock (in us) goes on above all tokens before. */
export const NEXT_TOKEN = `
	INSERT INTO parent_watchdog_leases AS leases (key, token)
	VALUES ($1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)
	ON CONFLICT (key) DO UPDATE SET token = greatest(leases.token + 1, excluded.token)
	RETURNING token`;
