/**
 * A parent: starts one child as a peer would have it, and does what it is told on stdin, one order a line.
 * When that ends, so does it. `<id of the peer> <situation as JSON>`
 */
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { forkChild, type Started } from '../harness/peer.js';
import type { Situation } from '../harness/situation.js';
import { findPeer } from '../peers/index.js';

const [id = '', json = '{}'] = process.argv.slice(2);
const situation = JSON.parse(json) as Situation;
const RECORD = 3;

async function main(): Promise<void> {
	// For those who ask whom to watch.
	process.env.EXPECTED_PARENT = String(process.pid);
	const { start = forkChild } = await findPeer(id);
	const launch = {
		prefix: situation.aroundChild ?? [],
		file: join(__dirname, 'peer-child.js'),
		args: [id],
		stdio: ['ignore', situation.child === 'logging' ? 'pipe' : 'ignore', 'ignore', RECORD] as const,
		detached: situation.detached ?? false,
	};
	const all: Started[] = [];
	for (let index = 0; index < (situation.count ?? 1); index++) {
		all.push(await start({ ...launch, stdio: [...launch.stdio] }));
	}
	if (situation.diesAtOnce) process.kill(process.pid, 'SIGKILL');
	closeSync(RECORD);
	const orders = createInterface({ input: process.stdin });
	orders.on('line', (order) => {
		if (order === 'die') process.kill(process.pid, 'SIGKILL');
		else for (const one of all) one.disconnect?.();
	});
	orders.on('close', () => process.kill(process.pid, 'SIGKILL'));
}

main().catch((error) => {
	console.error(error);
	process.exit(1);
});
