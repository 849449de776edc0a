import { debug } from '../runtime/diagnostics.js';
import { exit, isWindows, kill, pid, setTimeout } from '../runtime/system.js';

/** Taken at load: the process has to end also where the program has replaced it. */
const { removeListener } = process;

/**
 * Hears signals, and tells those about which nobody else decides. A listener replaces the default
 * action, so this is called only once a hook is registered.
 */
export function listenToSignals(
	signals: readonly NodeJS.Signals[],
	onSignal: (signal: NodeJS.Signals) => void,
): () => void {
	const listener = (signal: NodeJS.Signals) => {
		const others = countProgramListeners(signal, 1);
		debug('received %s; the program has %d listeners of its own', signal, others);
		if (others === 0) onSignal(signal);
	};
	for (const signal of signals) {
		try {
			// First, so that a listener that was added with once() is still there to be counted.
			process.prependListener(signal, listener);
		} catch (error) {
			debug('%s cannot be handled here: %s', signal, (error as Error).message);
		}
	}
	return () => {
		for (const signal of signals) removeListener.call(process, signal, listener);
	};
}

/** Whether such a signal is heard, and by nobody but us. */
export function isOursAlone(signal: NodeJS.Signals): boolean {
	return process.listenerCount(signal) > 0 && countProgramListeners(signal, 1) === 0;
}

/**
 * The listeners that are the program's own: neither ours, nor those of signal-exit. That one waits for
 * whoever else listens to decide, just as we do; waiting for each other, nobody would end the process.
 */
export function countProgramListeners(signal: NodeJS.Signals, ours: number): number {
	const others = process.listenerCount(signal) - ours;
	return SIGNAL_EXIT.test(signal) ? Math.max(0, others - countSignalExit()) : others;
}

/** The signals that signal-exit listens to: https://github.com/tapjs/signal-exit/blob/main/src/signals.ts */
const SIGNAL_EXIT =
	/^SIG(HUP|INT|TERM|ALRM|ABRT|VTALRM|XCPU|XFSZ|USR2|TRAP|SYS|QUIT|IOT|IO|POLL|PWR|STKFLT)$/;

interface SignalExitEmitter {
	count?: number;
}

/** https://github.com/tapjs/signal-exit: version 3 keeps its emitter on `process`, 4 on `globalThis`. */
function countSignalExit(): number {
	const { __signal_exit_emitter__: v3 } = process as {
		__signal_exit_emitter__?: SignalExitEmitter;
	};
	const v4 = (globalThis as Record<symbol, unknown>)[Symbol.for('signal-exit emitter')];
	return (v3?.count ?? 0) + ((v4 as SignalExitEmitter | undefined)?.count ?? 0);
}

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
 * Node's default action for signals puts a terminal in raw mode back before it ends the process; the
 * system's default action, which is there once a listener has been removed, does not.
 * https://nodejs.org/api/process.html#signal-events
 */
function resetTerminal(): void {
	try {
		const { isatty } = process.getBuiltinModule?.('node:tty') ?? require('node:tty');
		if (isatty(0) && process.stdin.isRaw) process.stdin.setRawMode(false);
	} catch (error) {
		debug('the terminal stays as it is: %s', (error as Error).message);
	}
}

/**
 * On Windows a signal would end the process without asking it; elsewhere a system may refuse kill(2), even
 * to ourselves (seccomp, EPERM). The listeners are told all the same.
 */
export function handToProgram(signal: NodeJS.Signals): void {
	if (!isWindows && trySend(signal)) return;
	process.emit(signal, signal);
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
