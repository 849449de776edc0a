/** Many workers of one host share one watch: their agent asks the engine, and tells them over their lifelines. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { holdLease, postgres } from 'parent-watchdog/lease';
import { Pool } from 'pg';

const address = process.env.LEASE_ENGINE ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function main(): Promise<void> {
	const pool = new Pool({ connectionString: address });
	const lease = await holdLease({ engine: postgres(pool), key: 'example/postgres', ttl: 5000 });
	const agent = fork(join(__dirname, 'agent.js'), {
		env: {
			...process.env,
			PARENT_WATCHDOG_LEASE: lease.id,
			PARENT_WATCHDOG_LEASE_URL: address,
		},
	});
	await once(agent, 'message');

	console.log('the coordinator releases the lease');
	await lease.release();
	const [code] = await once(agent, 'exit');
	console.log(`the agent of the host has ended with ${code}`);
	await pool.end();
}

void main();
