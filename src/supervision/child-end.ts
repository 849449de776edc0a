import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';

/** -N if signal N ended it, as in Python; null while it runs, or if it could not be started. */
export function exitCodeOf({ pid, exitCode, signalCode }: ChildProcess): number | null {
	if (pid === undefined) return null;
	return signalCode ? -(constants.signals[signalCode] ?? 0) : exitCode;
}

/** Resolves with its exit code once it has ended; rejects if it could not be started. */
export function awaitEnd(child: ChildProcess, onEnd: () => void): Promise<number> {
	// Any other error of a child is the program's own, and uncaught where it does not listen.
	if (child.pid === undefined) return awaitError(child);
	return new Promise((resolve) => {
		child.once('exit', () => {
			resolve(exitCodeOf(child) ?? 0);
			onEnd();
		});
	});
}

/** One that cannot be started ends nobody: the error is here, in the supervisor's events and in its stop report. */
function awaitError(child: ChildProcess): Promise<number> {
	const failed = new Promise<number>((_, reject) => {
		child.once('error', reject);
	});
	failed.catch(() => {});
	return failed;
}

/** Resolves with its exit code once its stdio has ended as well; rejects if it could not be started. */
export async function awaitClose(child: ChildProcess, exited: Promise<number>): Promise<number> {
	if (child.pid === undefined) return exited;
	const hasExited = child.exitCode !== null || child.signalCode !== null;
	const isClosed = hasExited && (child.stdio ?? []).every((stream) => stream?.destroyed !== false);
	if (!isClosed) await new Promise((resolve) => child.once('close', resolve));
	return exited;
}
