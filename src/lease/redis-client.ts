import type { LeaseEngine } from '../protocol/lease.js';
import { loadClient, tellFailure } from './load-client.js';
import {
	createRedis,
	type IoRedisClient,
	type NodeRedisClient,
	type RedisClient,
} from './redis.js';

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
	const { name, client: library } = loadClient<IoRedisModule & NodeRedisModule>(
		...['ioredis', 'redis', 'iovalkey'],
	);
	const open = () => (name === 'redis' ? openNodeRedis(library, url) : openIoRedis(library, url));
	let opened = open();
	return {
		...createRedis(() => opened.client),
		reset: () => {
			opened.close();
			opened = open();
		},
		close: async () => opened.close(),
	};
}

interface Opened {
	client: RedisClient;
	close(): void;
}

function openIoRedis({ Redis }: IoRedisModule, url: string): Opened {
	const client = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => RETRY });
	client.on('error', tellFailure);
	return { client, close: () => client.disconnect() };
}

function openNodeRedis({ createClient }: NodeRedisModule, url: string): Opened {
	const client = createClient({ url, socket: { reconnectStrategy: () => RETRY } });
	client.on('error', tellFailure);
	// Until then requests wait.
	client.connect().catch(tellFailure);
	return { client, close: () => client.destroy() };
}
