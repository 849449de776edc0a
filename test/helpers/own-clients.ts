/** Engines through clients that a program has made itself; Redis through the one that an address does not take. */
import { Etcd3 } from 'etcd3';
import { etcd, type LeaseEngine, postgres, redis } from 'parent-watchdog/lease';
import { Pool } from 'pg';
import { createClient } from 'redis';
import type { EngineServer } from './engines.js';

export async function openOwnClient({ name, url, port }: EngineServer): Promise<LeaseEngine> {
	if (name === 'postgres') {
		const pool = new Pool({ connectionString: url });
		pool.on('error', () => {});
		return { ...postgres(pool), close: () => pool.end() };
	}
	if (name === 'etcd') {
		const client = new Etcd3({ hosts: `http://127.0.0.1:${port}` });
		return { ...etcd(client), close: async () => client.close() };
	}
	const client = createClient({ url, socket: { reconnectStrategy: 50 } });
	client.on('error', () => {});
	await client.connect();
	return { ...redis(client), close: async () => client.destroy() };
}
