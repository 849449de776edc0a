/**
 * Runs test files, each in a process of its own, a few at a time: `test-pool a.js b.js`. Each has a deadline;
 * one that hangs says where, and is ended. Killed itself, the pool leaves no test behind, not even a blocked one.
 */
import { availableParallelism } from 'node:os';
import { supervise } from 'parent-watchdog/supervisor';

const DEADLINE = Number(process.env.DEADLINE ?? 10_000);
const supervisor = supervise({ guard: true, reaper: true });
const files = process.argv.slice(2);
await Promise.all(Array.from({ length: availableParallelism() }, runNext));
await supervisor.stop();

async function runNext(): Promise<void> {
	for (let file = files.shift(); file !== undefined; file = files.shift()) await run(file);
}

async function run(file: string): Promise<void> {
	const child = supervisor.fork(file, { silent: true });
	let output = '';
	for (const stream of [child.process.stdout, child.process.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => {
			output += text;
		});
	}
	if (await child.join(DEADLINE)) {
		await child.closed;
		if (child.exitCode === 0) return console.log('ok', file);
		console.log('failed', file, output);
	} else {
		const { state, stack = '' } = await child.interrupt({ trace: true });
		await child.stop({ event: false, terminate: 1000 });
		console.log('too long', file, state, stack.trim());
	}
	process.exitCode = 1;
}
