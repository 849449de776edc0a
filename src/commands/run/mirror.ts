/** Our end is the program's: the same exit status, or the same signal. */
import { spawnSync } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import { isWindows } from '../../runtime/system.js';
import type { End } from './program.js';

/** Those whose default action writes a core: https://man7.org/linux/man-pages/man7/signal.7.html */
const DUMPING: readonly string[] = [
	...['SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGSYS'],
	...['SIGXCPU', 'SIGXFSZ'],
];

/** How long a signal to ourselves may take, in ms. Process 1 of a pid namespace ends by none. */
const PATIENCE = 500;

export function mirror({ code, signal }: End): void {
	releaseTerminal();
	if (signal === null) process.exit(code ?? 0);
	const { constants } = require('node:os') as typeof import('node:os');
	const status = 128 + constants.signals[signal];
	if (isWindows || process.pid === 1) process.exit(status);
	if (DUMPING.includes(signal) && !forbidCore()) process.exit(status);
	// A listener that comes and goes leaves the default action, also for what Node itself ignores (SIGPIPE).
	if (signal !== 'SIGKILL')
		process
			.removeAllListeners(signal)
			.once(signal, () => {})
			.removeAllListeners(signal);
	process.kill(process.pid, signal);
	setTimeout(() => process.exit(status), PATIENCE);
}

/** Node sets a terminal back at its end to what it was at its start (`ResetStdio` in src/node.cc). */
function releaseTerminal(): void {
	for (const descriptor of [0, 1, 2]) {
		try {
			closeSync(descriptor);
		} catch {
			// It was closed before.
		}
	}
}

/** The program has left a core of its own, which ours would overwrite. Returns whether none of ours will be. */
function forbidCore(): boolean {
	try {
		const limits = readFileSync('/proc/self/limits', 'latin1');
		if (/^Max core file size\s+0\s/m.test(limits)) return true;
	} catch {
		return false;
	}
	const args = ['--core=0:0', '--pid', String(process.pid)];
	return spawnSync('prlimit', args, { stdio: 'ignore' }).status === 0;
}
