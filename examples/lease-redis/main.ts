/** A worker that is started elsewhere, by ssh, docker or a queue, ends with its coordinator. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { holdLease, redis } from 'parent-watchdog/lease';

const address = process.env.LEASE_ENGINE ?? 'redis://127.0.0.1:6379';

async function main(): Promise<void> {
	const client = new Redis(address);
	const lease = await holdLease({ engine: redis(client), key: 'example/redis', ttl: 5000 });

	// All that has to reach it are two variables: what the lease is, and where.
	const env = {
		...process.env,
		PARENT_WATCHDOG_LEASE: lease.id,
		PARENT_WATCHDOG_LEASE_URL: address,
	};
	const preload = require.resolve('parent-watchdog/register');
	const worker = spawn(process.execPath, ['--require', preload, join(__dirname, 'worker.js')], {
		env,
		detached: true,
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});
	await once(worker, 'message');

	console.log('the coordinator releases the lease');
	await lease.release();
	const [code] = await once(worker, 'exit');
	console.log(`the worker has ended with ${code}`);
	client.disconnect();
}

void main();
