/**
 * Leases in Redis or Valkey: the key holds the token and expires by itself. What has to be one step is one
 * script: https://redis.io/docs/latest/develop/interact/programmability/eval-intro/
 */
import type { Grant, Holder, LeaseEngine } from '../protocol/lease.js';
import { debug } from '../runtime/diagnostics.js';
import { describeFailure } from './failure.js';

/** What is used of `ioredis` (and `iovalkey`). */
export interface IoRedisClient {
	call(command: string, ...args: string[]): Promise<unknown>;
	duplicate(): IoRedisClient;
	subscribe(...channels: string[]): Promise<unknown>;
	on(event: 'message', listener: () => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	disconnect(): void;
}

/** What is used of `redis`. */
export interface NodeRedisClient {
	sendCommand(args: string[]): Promise<unknown>;
	duplicate(): NodeRedisClient;
	connect(): Promise<unknown>;
	subscribe(channel: string, listener: () => void): Promise<unknown>;
	on(event: 'error', listener: (error: Error) => void): unknown;
	destroy(): void;
}

export type RedisClient = IoRedisClient | NodeRedisClient;

/** Leases in Redis or Valkey, through a client of `ioredis`, `iovalkey` or `redis` that you have connected. */
export function redis(client: RedisClient): LeaseEngine {
	return createRedis(() => client);
}

/** `client` returns the one that is in use now. */
export function createRedis(client: () => RedisClient): LeaseEngine {
	const run = (script: string, keys: string[], ...args: string[]) =>
		send(client(), ['EVAL', script, String(keys.length), ...keys, ...args]);
	return {
		name: 'redis',
		async acquire(key, ttl): Promise<Grant | undefined> {
			const token = await run(ACQUIRE, [key, counterOf(key)], String(ttl), channelOf(key));
			if (token === null) return undefined;
			const held = String(token);
			return {
				token: Number(held),
				ttl,
				renew: async () => Number(await run(RENEW, [key], held, String(ttl))) === 1,
				release: async () => void (await run(RELEASE, [key], held, channelOf(key))),
			};
		},
		async read(key): Promise<Holder | undefined> {
			const [token, expiresIn] = (await run(READ, [key])) as [unknown, unknown];
			return token === null ? undefined : { token: Number(token), expiresIn: Number(expiresIn) };
		},
		subscribe: (key, onChange) => subscribe(client().duplicate(), channelOf(key), onChange),
	};
}

/** A connection that is subscribed serves nothing else, so it is one of its own. */
async function subscribe(
	own: RedisClient,
	channel: string,
	onChange: () => void,
): Promise<() => void> {
	const onError = (error: Error) => debug('lease: %s', describeFailure(error));
	const close = () => (isIoRedis(own) ? own.disconnect() : own.destroy());
	try {
		if (isIoRedis(own)) {
			own.on('error', onError);
			own.on('message', onChange);
			await own.subscribe(channel);
		} else {
			own.on('error', onError);
			await own.connect();
			await own.subscribe(channel, onChange);
		}
		return close;
	} catch (error) {
		close();
		throw error;
	}
}

function send(client: RedisClient, [command = '', ...args]: string[]): Promise<unknown> {
	return isIoRedis(client) ? client.call(command, ...args) : client.sendCommand([command, ...args]);
}

function isIoRedis(client: RedisClient): client is IoRedisClient {
	return 'call' in client;
}

const channelOf = (key: string) => `parent-watchdog:${key}`;

/** In the hash slot of the key: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags */
const counterOf = (key: string) => `{${key}}:token`;

/**
 * The counter stays, and so does the order of the tokens. Where Redis has lost its data, its clock (in us)
 * goes on above all tokens before.
 */
const ACQUIRE = `
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[2]) or 0)
local token = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
redis.call('SET', KEYS[2], token)
redis.call('SET', KEYS[1], token, 'PX', ARGV[1])
redis.pcall('PUBLISH', ARGV[2], token)
return token`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const RELEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.pcall('PUBLISH', ARGV[2], '')
return 1`;

const READ = `return {redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}`;
