import { setTimeout as delay } from 'node:timers/promises';
import { type HeldLease, holdLease } from 'parent-watchdog/lease';
import { supervise } from 'parent-watchdog/supervisor';

const engine = process.env.LEASE_ENGINE ?? 'etcd://127.0.0.1:2379';

async function main(): Promise<void> {
	const lease = await standBy();
	// What it starts ends if the lease is lost; once all of that has ended, the lease is released.
	const supervisor = supervise({ lease });
	// The storage of your work refuses whoever comes with a smaller token than it has seen.
	process.send?.(lease.token);

	process.on('message', async () => {
		await supervisor.stop();
		process.exit();
	});
}

async function standBy(): Promise<HeldLease> {
	for (;;) {
		try {
			return await holdLease({ engine, key: 'example/etcd', ttl: 2000 });
		} catch (error) {
			if ((error as { code?: string }).code !== 'ERR_PARENT_WATCHDOG_LEASE_HELD') throw error;
			await delay(200);
		}
	}
}

void main();
