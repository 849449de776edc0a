import type { ChildProcess } from 'node:child_process';
import type { InterruptOptions, StopOptions } from './options.js';
import type { ReadyOptions, ReadyTest } from './ready.js';
import type { ChildReport } from './stop-ladder.js';
import type { Trace } from './trace.js';

/**
 * A child process that a supervisor has started: what `supervisor.fork()` and `supervisor.spawn()` return.
 * `Process` says which of its streams are there, as the option `stdio` was given.
 */
export interface SupervisedChild<Process extends ChildProcess = ChildProcess>
	extends AsyncDisposable {
	/** How reports call it. */
	readonly name: string;
	/** The child process itself: its stdio, its IPC channel and its events are yours. */
	readonly process: Process;
	/** `undefined` if it could not be started. */
	readonly pid: number | undefined;
	/** Whether it runs: it has been started, and has not ended. */
	readonly isAlive: boolean;
	/** -N if signal N ended it, as in Python; null while it runs, or if it could not be started. */
	readonly exitCode: number | null;
	/**
	 * Resolves with the exit code once the child has ended. Rejects with the error of `child_process`
	 * (`ENOENT`, `EACCES` ...) if it could not be started.
	 */
	readonly exited: Promise<number>;
	/** As `exited`, once its stdio has ended too: all of its output is there. Others may hold that open. */
	readonly closed: Promise<number>;
	/** Whether it loads the watchdog: as far as we know, until it has said so. */
	readonly watches: boolean;

	/**
	 * Resolves with the first IPC message, or with the first line of stdout or stderr that passes the test.
	 * Rejects with `ERR_PARENT_WATCHDOG_NOT_READY` if the child ends first, or after `timeout` ms (30000).
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
	 */
	ready(test?: ReadyTest, options?: ReadyOptions): Promise<unknown>;
	/**
	 * As Ctrl+C for this child alone. Returns whether it was sent. One that has a guard and cleanup hooks,
	 * and no listener of its own for the signal, runs the hooks even when it is blocked.
	 *
	 * With `trace: true` it is asked first what it is doing: resolves with that, once the interrupt was
	 * sent.
	 *
	 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`
	 */
	interrupt(options?: { trace?: false | undefined }): boolean;
	/** With `trace: true`. */
	interrupt(options: { trace: true; timeout?: number | undefined }): Promise<Trace>;
	/** With options that are known only when it runs. */
	interrupt(options: InterruptOptions): boolean | Promise<Trace>;
	/**
	 * SIGTERM; one that is stopped goes on, or it would not get it. Returns whether it was sent. One that
	 * is blocked runs its hooks as it does for `interrupt()`.
	 */
	terminate(): boolean;
	/**
	 * SIGKILL. Returns whether it was sent.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` if it is given a signal
	 */
	kill(...signal: readonly never[]): boolean;
	/**
	 * Resolves with true once it has ended (or could not be started), with false after `timeoutMs` ms. Its output
	 * may not have been read by then: see `closed`.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
	 */
	join(timeoutMs?: number): Promise<boolean>;
	/**
	 * Stops it by the ladder: stop event, interrupt (if asked for), SIGTERM, SIGKILL, each with its own
	 * time. Resolves once it has ended, or cannot be ended; a second call joins the first.
	 *
	 * @throws TypeError or RangeError with code `ERR_PARENT_WATCHDOG_INVALID_OPTION`
	 */
	stop(options?: StopOptions): Promise<ChildReport>;
	/** As `stop()`: with `await using`, it is stopped at the end of the block. */
	[Symbol.asyncDispose](): Promise<void>;
}
