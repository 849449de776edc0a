/** Signals that we send to ourselves. */
import { debug } from '../runtime/diagnostics.js';
import { exit, isWindows, kill, pid, setTimeout } from '../runtime/system.js';

/**
 * Ends the process by the signal's default action, so that the parent sees the true cause. Our own
 * listener has to be gone by now. The kernel spares pid 1 of a container from default actions
 * (`SIGNAL_UNKILLABLE`), and another listener may decide otherwise: then it exits as a shell would say it.
 */
export function raise(signal: NodeJS.Signals): void {
	// Required here: a process without hooks must not load what it would not have loaded by itself.
	const { constants } = require('node:os') as typeof import('node:os');
	const code = 128 + (constants.signals[signal] ?? 0);
	resetTerminal();
	if (pid === 1 || !trySend(signal)) return exit(code);
	setTimeout(() => exit(code), 100);
}

/**
 * On Windows a signal would end the process without asking it; elsewhere a system may refuse kill(2), even
 * to ourselves (seccomp, EPERM). The listeners are told all the same.
 */
export function handToProgram(signal: NodeJS.Signals): void {
	if (!isWindows && trySend(signal)) return;
	process.emit(signal, signal);
}

/**
 * Node's default action for signals puts a terminal in raw mode back before it ends the process; the
 * system's default action, which is there once a listener has been removed, does not.
 * https://nodejs.org/api/process.html#signal-events
 */
function resetTerminal(): void {
	try {
		const { isatty } = require('node:tty') as typeof import('node:tty');
		if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false);
	} catch (error) {
		debug('the terminal stays as it is: %s', (error as Error).message);
	}
}

function trySend(signal: NodeJS.Signals): boolean {
	try {
		kill(pid, signal);
		return true;
	} catch (error) {
		debug('%s is refused: %s', signal, (error as Error).message);
		return false;
	}
}
