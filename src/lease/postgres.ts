/**
 * Leases in PostgreSQL 14 and later: a session holds an advisory lock, and the server ends the session when
 * it has not heard of it for the TTL. https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
import type { Grant, Holder, LeaseEngine } from '../protocol/lease.js';
import { debug } from '../runtime/diagnostics.js';
import { errorCode } from '../runtime/system.js';
import { describeFailure } from './failure.js';
import {
	CREATE_TABLE,
	IS_HELD,
	LOCK,
	NEXT_TOKEN,
	type PostgresClient,
	type PostgresPool,
	UNDEFINED_TABLE,
	WAIT_PATIENTLY,
} from './postgres-sql.js';

/**
 * Leases in PostgreSQL, through a `Pool` of `pg`. A lease that is held, and one that is watched, take a
 * connection of it each; reading takes a further one from time to time.
 */
export function postgres(pool: PostgresPool): LeaseEngine {
	return createPostgres(() => pool);
}

/** `pool` returns the one that is in use now. */
export function createPostgres(pool: () => PostgresPool): LeaseEngine {
	return {
		name: 'postgres',
		acquire: (key, ttl) => acquire(pool(), key, ttl),
		read: (key) => read(pool(), key),
		subscribe: (key, onChange) => subscribe(pool(), key, onChange),
	};
}

async function acquire(pool: PostgresPool, key: string, ttl: number): Promise<Grant | undefined> {
	const session = await pool.connect();
	const lost = new Promise<void>((resolve) => {
		session.on('error', () => resolve());
		session.on('end', () => resolve());
	});
	try {
		await session.query(`SET idle_session_timeout = ${Math.floor(ttl)}`);
		const token = (await isLocked(session, key)) ? await nextToken(session, key) : undefined;
		if (token === undefined) session.release(true);
		else return { token, ttl, lost, renew: () => renew(session), release: () => release(session) };
		return undefined;
	} catch (error) {
		session.release(true);
		throw error;
	}
}

/** As long as its session lives, the lock is held. */
async function renew(session: PostgresClient): Promise<boolean> {
	await session.query('SELECT');
	return true;
}

async function release(session: PostgresClient): Promise<void> {
	try {
		await session.query('SELECT pg_advisory_unlock_all()');
	} finally {
		session.release(true);
	}
}

/** Those who wait for the lock's end hold it for a moment when it comes, and are no holders. */
async function isLocked(session: PostgresClient, key: string): Promise<boolean> {
	for (;;) {
		const { rows } = await session.query(
			`SELECT pg_try_advisory_lock(${LOCK}) AS taken, ${IS_HELD} AS held`,
			[key],
		);
		const { taken, held } = rows[0] as { taken: boolean; held: boolean };
		if (taken || held) return taken;
	}
}

async function nextToken(session: PostgresClient, key: string): Promise<number> {
	try {
		const { rows } = await session.query(NEXT_TOKEN, [key]);
		return Number((rows[0] as { token: string }).token);
	} catch (error) {
		if (errorCode(error) !== UNDEFINED_TABLE) throw error;
		await session.query(CREATE_TABLE);
		return nextToken(session, key);
	}
}

async function read(pool: PostgresPool, key: string): Promise<Holder | undefined> {
	try {
		const { rows } = await pool.query(
			`SELECT token FROM parent_watchdog_leases WHERE key = $1 AND ${IS_HELD}`,
			[key],
		);
		const row = rows[0] as { token: string } | undefined;
		return row && { token: Number(row.token) };
	} catch (error) {
		// Nobody has held any lease yet.
		if (errorCode(error) === UNDEFINED_TABLE) return undefined;
		throw error;
	}
}

/**
 * Whoever waits for the lock is told of its end at once, whatever has ended it. The server looks whether we
 * are still there: else a worker that is gone would keep its session until then.
 */
async function subscribe(
	pool: PostgresPool,
	key: string,
	onChange: (isFree?: boolean) => void,
): Promise<() => void> {
	const session = await pool.connect();
	session.on('error', (error) => debug('lease: %s', describeFailure(error)));
	let isOpen = true;
	const close = () => {
		if (isOpen) session.release(true);
		isOpen = false;
	};
	try {
		await session.query(WAIT_PATIENTLY);
	} catch (error) {
		close();
		throw error;
	}
	const onEnd = (isFree: boolean) => {
		if (isOpen) onChange(isFree);
	};
	session.query(`SELECT pg_advisory_xact_lock_shared(${LOCK})`, [key]).then(
		() => onEnd(true),
		() => onEnd(false),
	);
	return close;
}
