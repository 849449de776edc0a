/**
 * Runs a command under a pid 1 of its own that reaps orphans at once, where the system allows it:
 * elsewhere pid 1 may reap late, and what is gone would seem to be there. Ends with its exit code.
 */
import { spawnSync } from 'node:child_process';

export function runUnderInit(command: readonly [string, ...string[]], what: string): void {
	const isolation = ['--pid', '--fork', '--kill-child', '--mount-proc'];
	const canUnshare = spawnSync('unshare', [...isolation, 'true'], { stdio: 'ignore' }).status === 0;
	if (!canUnshare) console.error('unshare is refused: running under the pid 1 of this machine');
	const [file, ...args] = canUnshare
		? (['unshare', ...isolation, 'bash', '-c', '"$@"; exit $?', 'bash', ...command] as const)
		: command;
	const { status, signal } = spawnSync(file, args, { stdio: 'inherit', env: cleanEnvironment() });
	if (signal) console.error(`${what} ended by ${signal}`);
	process.exitCode = status ?? 1;
}

/** What a developer's shell may have set must not decide what is tested. */
function cleanEnvironment(): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = { ...process.env };
	for (const name of Object.keys(env)) {
		if (name.startsWith('PARENT_WATCHDOG') || name === 'NODE_OPTIONS' || name === 'NODE_DEBUG') {
			delete env[name];
		}
	}
	// Node reads these certificates at each start: 90 ms of processor time, in thousands of processes.
	delete env.NODE_EXTRA_CA_CERTS;
	return env;
}
