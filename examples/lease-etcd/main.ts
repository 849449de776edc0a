/** Failover: a coordinator is killed, its workers end, and the one that stands by takes over. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const start = () => fork(join(__dirname, 'coordinator.js'));
/** Its next message: the token of the lease that it holds now. */
const token = async (coordinator: ChildProcess) => Number((await once(coordinator, 'message'))[0]);

async function main(): Promise<void> {
	const first = start();
	const firstToken = await token(first);
	const second = start();
	const secondHolds = token(second);

	console.log('the first coordinator is killed');
	first.kill('SIGKILL');
	console.log(`the second takes over, with a greater token: ${(await secondHolds) > firstToken}`);
	second.send('stop');
	await once(second, 'exit');
	console.log('the second has stopped');
}

void main();
