// Consumers whose compiler loads no types of its own accord (the default of TypeScript 7) need those of Node.
/// <reference types="node" preserve="true" />

export { type EtcdClient, etcd } from './lease/etcd.js';
export type { HeldLease } from './lease/held-lease.js';
export { holdLease, type LeaseOptions } from './lease/hold-lease.js';
export { postgres } from './lease/postgres.js';
export type { PostgresPool } from './lease/postgres-sql.js';
export {
	type IoRedisClient,
	type NodeRedisClient,
	type RedisClient,
	redis,
} from './lease/redis.js';
export type { Grant, Holder, LeaseEngine } from './protocol/lease.js';
