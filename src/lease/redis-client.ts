import type { LeaseEngine } from '../protocol/lease.js';
import { loadClient, tellFailure } from './load-client.js';
import { type IoRedisClient, type NodeRedisClient, redis } from './redis.js';

/** How long a lost connection is left, in ms, before it is made again: a lease may be short. */
const RETRY = 200;

interface IoRedisModule {
	Redis: new (url: string, options: object) => IoRedisClient;
}

interface NodeRedisModule {
	createClient(options: object): NodeRedisClient;
}

/** A client of our own: requests fail at once while there is no connection, and it is made again for ever. */
export function openRedis(address: URL): LeaseEngine {
	// Neither client knows the other scheme.
	const url = address.href.replace(/^valkey/, 'redis');
	const { name, client } = loadClient<IoRedisModule & NodeRedisModule>(
		...['ioredis', 'redis', 'iovalkey'],
	);
	return name === 'redis' ? openNodeRedis(client, url) : openIoRedis(client, url);
}

function openIoRedis({ Redis }: IoRedisModule, url: string): LeaseEngine {
	const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => RETRY });
	client.on('error', tellFailure);
	return { ...redis(client), close: async () => client.disconnect() };
}

function openNodeRedis({ createClient }: NodeRedisModule, url: string): LeaseEngine {
	const client = createClient({ url, socket: { reconnectStrategy: () => RETRY } });
	client.on('error', tellFailure);
	// Until then requests wait.
	client.connect().catch(tellFailure);
	return { ...redis(client), close: async () => client.destroy() };
}
