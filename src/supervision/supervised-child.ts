import type { ChildProcess } from 'node:child_process';
import { checkTimeout } from '../child/stop-event.js';
import type { AskingSignal } from '../protocol/guard-line.js';
import { argumentError, ParentWatchdogError } from '../runtime/errors.js';
import { isWindows } from '../runtime/system.js';
import { within } from '../runtime/timeout.js';
import { awaitClose, awaitEnd, exitCodeOf } from './child-end.js';
import type { ChildLine } from './child-line.js';
import type { ChildLines } from './child-lines.js';
import { ChildSignals } from './child-signals.js';
import {
	checkInterruptOptions,
	checkStopOptions,
	type InterruptOptions,
	type StopOptions,
} from './options.js';
import { awaitReady, type ReadyOptions, type ReadyTest } from './ready.js';
import { SingleFlight, shareSignal } from './single-flight.js';
import { type ChildReport, runStopLadder } from './stop-ladder.js';
import { mergeSteps, type Steps, scaleTimeouts } from './stop-times.js';
import { type Trace, UNKNOWN } from './trace.js';

export interface SupervisedChildOptions {
	/** How it was started. */
	name: string;
	supervisionId: string;
	leadsGroup: boolean;
	/** How it is stopped where nobody says otherwise. */
	steps: Steps;
	lines: ChildLines;
	/** It was sent SIGTERM. */
	onTerminate(): void;
	/** What `ready()` waits for has come. */
	onReady(): void;
}

/** A child process that a supervisor has started. Only a type: `supervisor.fork()` and `.spawn()` make them. */
export class SupervisedChild<Process extends ChildProcess = ChildProcess>
	implements AsyncDisposable
{
	readonly name: string;
	/** The child process itself: its stdio, its IPC channel and its events are yours. */
	readonly process: Process;
	/**
	 * Resolves with the exit code once the child has ended. Rejects with the error of `child_process`
	 * (`ENOENT`, `EACCES` ...) if it could not be started.
	 */
	readonly exited: Promise<number>;
	/** @internal */
	readonly supervisionId: string;
	/** @internal */
	readonly leadsGroup: boolean;
	/** @internal How it is stopped where nobody says otherwise. */
	readonly steps: Steps;
	readonly #lines: ChildLines;
	readonly #signals: ChildSignals;
	readonly #onTerminate: () => void;
	readonly #onReady: () => void;
	/** @internal Whether we have asked it to end. */
	isRequested = false;
	readonly #stop = new SingleFlight<ChildReport>(false);
	#isTerminated = false;
	#closed: Promise<number> | undefined;

	/** @internal */
	constructor(child: Process, options: SupervisedChildOptions) {
		this.process = child;
		this.name = options.name;
		this.supervisionId = options.supervisionId;
		this.leadsGroup = options.leadsGroup;
		this.steps = options.steps;
		this.#lines = options.lines;
		this.#onTerminate = () => options.onTerminate();
		this.#onReady = () => options.onReady();
		this.#signals = new ChildSignals(child, options.leadsGroup);
		this.exited = awaitEnd(child, () => this.#lines.close());
	}

	/** As `exited`, once its stdio has ended too: all of its output is there. Others may hold that open. */
	get closed(): Promise<number> {
		this.#closed ??= awaitClose(this.process, this.exited);
		return this.#closed;
	}

	/** `undefined` if it could not be started. */
	get pid(): number | undefined {
		return this.process.pid;
	}

	get isAlive(): boolean {
		return this.#signals.isAlive;
	}

	/** -N if signal N ended it, as in Python; null while it runs, or if it could not be started. */
	get exitCode(): number | null {
		return exitCodeOf(this.process);
	}

	/** @internal Clock ticks since boot on Linux, ms since the epoch elsewhere. */
	get start(): number | undefined {
		return this.#signals.start;
	}

	/** Whether it loads the watchdog: as far as we know, until it has said so. */
	get watches(): boolean {
		return this.#lines.watches;
	}

	/** @internal */
	get line(): ChildLine | undefined {
		return this.#lines.lifeline;
	}

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
	interrupt(options: { trace: true; timeout?: number | undefined }): Promise<Trace>;
	interrupt(options: InterruptOptions): boolean | Promise<Trace>;
	interrupt(options: InterruptOptions = {}): boolean | Promise<Trace> {
		const { trace, timeout = 1000 } = checkInterruptOptions(options);
		if (!trace) return this.#ask('SIGINT', 'interrupt');
		const traced = this.isAlive ? this.#lines.trace(timeout) : Promise.resolve(UNKNOWN);
		return traced.then((found) => ({ sent: this.interrupt(), ...found }));
	}

	/**
	 * SIGTERM; one that is stopped goes on, or it would not get it. Returns whether it was sent. One that
	 * is blocked runs its hooks as it does for `interrupt()`.
	 */
	terminate(): boolean {
		const isSent = this.#ask('SIGTERM', 'terminate');
		if (isSent && !isWindows) this.#signals.send('SIGCONT');
		if (isSent) this.#noteTerminated();
		return isSent;
	}

	/** @internal A second SIGTERM would cut short what the first has begun. */
	terminateOnce(): void {
		if (!this.#isTerminated) this.terminate();
	}

	/**
	 * SIGKILL. Returns whether it was sent.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` if it is given a signal
	 */
	kill(...signal: readonly never[]): boolean {
		if (signal.length > 0) {
			const expected = 'left out: for SIGTERM there is terminate(), for SIGINT interrupt()';
			throw argumentError('the signal of kill()', expected, signal[0]);
		}
		this.isRequested = true;
		return this.#signals.send('SIGKILL');
	}

	/** @internal */
	async terminateNow(tree: boolean): Promise<void> {
		if (!tree || !this.#signals.standsForGroup) return void this.terminate();
		if (await this.#signals.sendToGroup('SIGTERM')) this.#noteTerminated();
	}

	/** @internal */
	async killNow(tree: boolean): Promise<void> {
		if (!tree || !this.#signals.standsForGroup) return void this.kill();
		await this.#signals.sendToGroup('SIGKILL');
	}

	/** @internal Why the last signal could not be sent. */
	get refusal(): string | undefined {
		return this.#signals.refusal;
	}

	/** @internal Whether our SIGKILL ended it. */
	get wasKilled(): boolean {
		return this.#signals.wasKilled;
	}

	/**
	 * Resolves with the first IPC message, or with the first line of stdout or stderr that passes the test.
	 * Rejects with `ERR_PARENT_WATCHDOG_NOT_READY` if the child ends first, or after `timeout` ms (30000).
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
	 */
	async ready(test?: ReadyTest, options?: ReadyOptions): Promise<unknown> {
		const said = await awaitReady(this.process, this, test, options);
		this.#onReady();
		return said;
	}

	/**
	 * Resolves with true once it has ended (or could not be started), with false after `timeoutMs` ms. Its output
	 * may not have been read by then: see `closed`.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
	 */
	join(timeoutMs?: number): Promise<boolean> {
		checkTimeout('timeoutMs', timeoutMs);
		const ended = this.exited.then(
			() => true,
			() => true,
		);
		if (!this.isAlive || timeoutMs === undefined) return ended;
		return within(ended, timeoutMs).then((hasEnded = false) => hasEnded);
	}

	/**
	 * Stops it by the ladder: stop event, interrupt (if asked for), SIGTERM, SIGKILL, each with its own
	 * time. Resolves once it has ended, or cannot be ended; a second call joins the first.
	 */
	stop(options: StopOptions = {}): Promise<ChildReport> {
		return this.stopWithin(checkStopOptions(options));
	}

	/** @internal Within `limit` ms, if that is less than all steps together. */
	stopWithin({ signal, ...times }: StopOptions, limit?: number): Promise<ChildReport> {
		this.isRequested ||= this.isAlive;
		const steps = scaleTimeouts(mergeSteps(this.steps, times), limit);
		const shared = shareSignal(signal);
		return this.#stop.run(() => runStopLadder(this, steps, shared), shared);
	}

	/** @internal Calls once no stop is running: one may still be ending what the child has started. */
	afterStop(call: () => void): void {
		this.#stop.afterwards(call);
	}

	/** @internal */
	sendStopEvent(): void {
		this.#lines.sendStopEvent();
	}

	/** @internal Resolves if it says, from now on, that nothing in it looks at its stop event. */
	ignoresStopEvent(): Promise<void> {
		return this.#lines.ignoresStopEvent();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stop();
	}

	/** By a signal; on Windows, where a signal ends a process at once, over the lifeline if that is heard. */
	#ask(signal: AskingSignal, type: 'interrupt' | 'terminate'): boolean {
		if (!this.isAlive) return false;
		this.isRequested = true;
		if (isWindows && this.#lines.ask({ type })) return true;
		const isSent = this.#signals.send(signal);
		if (isSent) this.#lines.announceSignal(signal);
		return isSent;
	}

	#noteTerminated(): void {
		this.#isTerminated = true;
		this.#onTerminate();
	}
}

/** What is looked for here by mistake is said to be elsewhere. */
for (const name of ['on', 'once', 'send', 'disconnect', 'stdin', 'stdout', 'stderr', 'stdio']) {
	Object.defineProperty(SupervisedChild.prototype, name, {
		get() {
			const message = `a supervised child has no "${name}": use child.process.${name}`;
			throw new ParentWatchdogError('ERR_PARENT_WATCHDOG_INVALID_ARGUMENT', message);
		},
	});
}
