/** The coordinator of a fleet (argv: engine, key, TTL in ms): says the id of its lease; releases it when it is told to. */
import { holdLease } from 'parent-watchdog/lease';

const [, , engine = '', key = '', ttl] = process.argv;

void holdLease({ engine, key, ttl: Number(ttl) }).then((lease) => {
	process.stdin.once('data', () => {
		process.stdout.write(`released ${process.hrtime.bigint()}\n`);
		void lease.release().then(() => process.exit());
	});
	process.stdout.write(`held ${lease.id}\n`);
});
