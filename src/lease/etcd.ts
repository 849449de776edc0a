/** Leases in etcd: its own leases, and a watch on the key. https://etcd.io/docs/latest/learning/api/ */
import type { Grant, LeaseEngine } from '../protocol/lease.js';
import { debug } from '../runtime/diagnostics.js';
import { describeFailure } from './failure.js';

/** What is used of `etcd3`. */
export interface EtcdClient {
	readonly leaseClient: EtcdLeases;
	get(key: string): { string(): Promise<string | null> };
	put(key: string): EtcdPut;
	if(key: string, column: 'Create', comparison: '==', value: number): EtcdTransaction;
	watch(): { key(key: string): { create(): Promise<EtcdWatcher> } };
}

interface EtcdLeases {
	leaseGrant(request: { TTL: number }): Promise<{ ID: string; TTL: string }>;
	leaseKeepAlive(): Promise<EtcdRenewals>;
	leaseRevoke(request: { ID: string }): Promise<unknown>;
}

interface EtcdRenewals {
	on(event: 'data', listener: (renewed: { TTL: string }) => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	write(request: { ID: string }): unknown;
	end(): unknown;
}

interface EtcdPut {
	value(value: string): EtcdPut;
	lease(id: string): EtcdPut;
}

interface EtcdTransaction {
	and(
		key: string,
		column: 'Create' | 'Value',
		comparison: '==',
		value: number | string,
	): EtcdTransaction;
	then(...operations: never[]): { commit(): Promise<{ succeeded: boolean }> };
}

interface EtcdWatcher {
	on(event: 'put' | 'delete', listener: () => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	cancel(): Promise<void>;
}

/** Leases in etcd, through a client of `etcd3`. */
export function etcd(client: EtcdClient): LeaseEngine {
	return createEtcd(() => client);
}

/** `client` returns the one that is in use now. */
export function createEtcd(client: () => EtcdClient): LeaseEngine {
	return {
		name: 'etcd',
		acquire: (key, ttl) => acquire(client, key, ttl),
		async read(key) {
			const token = await client().get(key).string();
			return token === null ? undefined : { token: Number(token) };
		},
		async subscribe(key, onChange) {
			const watcher = await client().watch().key(key).create();
			watcher.on('put', () => onChange());
			// Also where its lease has expired.
			watcher.on('delete', () => onChange(true));
			watcher.on('error', (error: Error) => debug('lease: %s', describeFailure(error)));
			return () => void watcher.cancel().catch(() => {});
		},
	};
}

async function acquire(
	client: () => EtcdClient,
	key: string,
	ttl: number,
): Promise<Grant | undefined> {
	if ((await client().get(key).string()) !== null) return undefined;
	// Whole seconds; it grants more than was asked for where its election timeout is longer.
	const { ID, TTL } = await client().leaseClient.leaseGrant({ TTL: Math.ceil(ttl / 1000) });
	const release = async () => void (await client().leaseClient.leaseRevoke({ ID }));
	try {
		const token = await take(client(), key, ID);
		const renew = async () => (await renewLease(client(), ID)) > 0;
		if (token) return { token, ttl: Number(TTL) * 1000, renew, release };
	} catch (error) {
		void release().catch(() => {});
		throw error;
	}
	await release();
	return undefined;
}

/** Returns for how many seconds; 0 if etcd knows the lease no more. */
async function renewLease({ leaseClient }: EtcdClient, ID: string): Promise<number> {
	const renewals = await leaseClient.leaseKeepAlive();
	try {
		const { TTL } = await new Promise<{ TTL: string }>((resolve, reject) => {
			renewals.on('data', resolve);
			renewals.on('error', reject);
			renewals.write({ ID });
		});
		return Number(TTL);
	} finally {
		renewals.end();
	}
}

/**
 * The key and its last token change together, and only if nobody else was faster. The last token stays.
 * Where etcd has lost its data, the coordinator's clock (in us) goes on above all tokens before.
 */
async function take(client: EtcdClient, key: string, lease: string): Promise<number | undefined> {
	const counter = `${key}:token`;
	const last = await client.get(counter).string();
	const token = Math.max(Number(last ?? 0) + 1, Date.now() * 1000);
	const isFree = client.if(key, 'Create', '==', 0);
	const isUnchanged =
		last === null
			? isFree.and(counter, 'Create', '==', 0)
			: isFree.and(counter, 'Value', '==', last);
	const value = String(token);
	const operations = [client.put(key).value(value).lease(lease), client.put(counter).value(value)];
	const { succeeded } = await isUnchanged.then(...(operations as never[])).commit();
	return succeeded ? token : undefined;
}
