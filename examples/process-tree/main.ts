/** Python: `os.killpg(os.getpgid(pid), SIGTERM)`, which misses whoever has left the group. */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { supervise } from 'parent-watchdog/supervisor';

async function main(): Promise<void> {
	const supervisor = supervise({ stop: { tree: true } });
	const script = 'sleep 601 & setsid sleep 602 & echo started; wait';
	const shell = supervisor.spawn('sh', ['-c', script], { group: true });
	const { stdout } = shell.process;
	// All of them hold this pipe: its end is theirs.
	const ended = once(stdout as Readable, 'close');
	await once(createInterface({ input: stdout as Readable }), 'line');

	const { children } = await supervisor.stop();
	console.log('ended by', children[0]?.endedBy, 'with exit code', children[0]?.exitCode);
	await ended;
	console.log('and all that it had started is gone');
}

void main();
