/** Leases in etcd: its own leases, and a watch on the key. https://etcd.io/docs/latest/learning/api/ */
import type { Grant, LeaseEngine } from '../protocol/lease.js';
import { debug } from '../runtime/diagnostics.js';
import { describeFailure } from './failure.js';

/** What is used of `etcd3`. */
export interface EtcdClient {
	lease(seconds: number, options: { autoKeepAlive: boolean }): EtcdLease;
	get(key: string): { string(): Promise<string | null> };
	put(key: string): EtcdPut;
	if(key: string, column: 'Create', comparison: '==', value: number): EtcdTransaction;
	watch(): { key(key: string): { create(): Promise<EtcdWatcher> } };
}

interface EtcdLease {
	grant(): Promise<string>;
	keepaliveOnce(): Promise<{ TTL: string }>;
	revoke(): Promise<void>;
	revoked(): boolean;
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
	on(event: 'data', listener: () => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	cancel(): Promise<void>;
}

/** Leases in etcd, through a client of `etcd3`. */
export function etcd(client: EtcdClient): LeaseEngine {
	return {
		name: 'etcd',
		acquire: (key, ttl) => acquire(client, key, ttl),
		async read(key) {
			const token = await client.get(key).string();
			return token === null ? undefined : { token: Number(token) };
		},
		async subscribe(key, onChange) {
			const watcher = await client.watch().key(key).create();
			watcher.on('data', onChange);
			watcher.on('error', (error: Error) => debug('lease: %s', describeFailure(error)));
			return () => void watcher.cancel().catch(() => {});
		},
	};
}

async function acquire(client: EtcdClient, key: string, ttl: number): Promise<Grant | undefined> {
	if ((await client.get(key).string()) !== null) return undefined;
	const lease = client.lease(Math.ceil(ttl / 1000), { autoKeepAlive: false });
	try {
		const token = await take(client, key, await lease.grant());
		// etcd grants more than was asked for where its election timeout is longer.
		const granted = token && (await renew(lease));
		if (token && granted) return createGrant(lease, token, granted);
	} catch (error) {
		void lease.revoke().catch(() => {});
		throw error;
	}
	await lease.revoke();
	return undefined;
}

function createGrant(lease: EtcdLease, token: number, ttl: number): Grant {
	return {
		token,
		ttl,
		renew: async () => (await renew(lease)) !== undefined,
		release: () => lease.revoke(),
	};
}

/** Returns for how long, in ms; `undefined` if etcd knows the lease no more. */
async function renew(lease: EtcdLease): Promise<number | undefined> {
	try {
		return Number((await lease.keepaliveOnce()).TTL) * 1000;
	} catch (error) {
		if (lease.revoked()) return undefined;
		throw error;
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
