import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { checkTimeout } from '../child/stop-event.js';
import { type AskingSignal, FROM_GUARD } from '../protocol/guard-line.js';
import { FROM_CHILD, type FromChild, type ToChild } from '../protocol/messages.js';
import { MAX_DELAY } from '../runtime/clock.js';
import { clearTimeout, isWindows, setTimeout } from '../runtime/system.js';
import { awaitEnd, exitCodeOf } from './child-end.js';
import { ChildLine } from './child-line.js';
import { ChildSignals } from './child-signals.js';
import {
	checkInterruptOptions,
	checkStopOptions,
	type InterruptOptions,
	type StopOptions,
} from './options.js';
import { shareSignal } from './shared-signal.js';
import { SingleFlight } from './single-flight.js';
import { type ChildReport, runStopLadder } from './stop-ladder.js';
import { mergeSteps, type Steps, scaleTimeouts } from './stop-times.js';
import { type GuardLine, type Trace, Tracer, UNKNOWN } from './trace.js';

export interface ChildHost {
	/** How it was started. */
	name: string;
	supervisionId: string;
	guardLine: Socket | null;
	leadsGroup: boolean;
	/** How it is stopped where nobody says otherwise. */
	steps: Steps;
	/** Whether it was given the preload. */
	watches: boolean;
	onMessage(message: FromChild): void;
	/** It was sent SIGTERM. */
	onTerminate(): void;
}

/** A child process that a supervisor has started. */
export class SupervisedChild implements AsyncDisposable {
	readonly name: string;
	/** The child process itself: its stdio, its IPC channel and its events are yours. */
	readonly process: ChildProcess;
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
	/** @internal */
	readonly line: ChildLine | undefined;
	readonly #guardLine: GuardLine | undefined;
	readonly #tracer = new Tracer();
	readonly #onTerminate: () => void;
	#isTerminated = false;
	#onIgnored: () => void = () => {};
	#hasSaidHello = false;
	#watches: boolean;
	readonly #signals: ChildSignals;
	readonly #stop = new SingleFlight<ChildReport>(false);

	/** @internal */
	constructor(child: ChildProcess, lifeline: Socket | null, host: ChildHost) {
		this.process = child;
		this.name = host.name;
		this.supervisionId = host.supervisionId;
		this.leadsGroup = host.leadsGroup;
		this.#watches = host.watches;
		this.steps = host.steps;
		this.#onTerminate = () => host.onTerminate();
		this.#signals = new ChildSignals(child);
		this.exited = awaitEnd(child, () => {
			this.line?.close();
			this.#guardLine?.close();
			this.#tracer.end();
		});
		if (lifeline && child.pid !== undefined) {
			this.line = new ChildLine(lifeline, child.pid, FROM_CHILD, (message) => {
				this.#onMessage(message);
				host.onMessage(message);
			});
		}
		if (host.guardLine && child.pid !== undefined) {
			this.#guardLine = new ChildLine(host.guardLine, child.pid, FROM_GUARD, (message) =>
				this.#tracer.onGuard(message),
			);
		}
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
		return this.#watches;
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
		if (!trace) return this.#ask('SIGINT', { type: 'interrupt' });
		return this.#trace(timeout).then((found) => ({ sent: this.interrupt(), ...found }));
	}

	/**
	 * SIGTERM; one that is stopped goes on, or it would not get it. Returns whether it was sent. One that
	 * is blocked runs its hooks as it does for `interrupt()`.
	 */
	terminate(): boolean {
		const isSent = this.#ask('SIGTERM', { type: 'terminate' });
		if (isSent && !isWindows) this.#signals.send('SIGCONT');
		if (isSent) this.#onTerminate();
		this.#isTerminated ||= isSent;
		return isSent;
	}

	/** @internal A second SIGTERM would cut short what the first has begun. */
	terminateOnce(): void {
		if (!this.#isTerminated) this.terminate();
	}

	/** SIGKILL. Returns whether it was sent. */
	kill(): boolean {
		return this.#signals.send('SIGKILL');
	}

	/** @internal Whether our SIGKILL ended it. */
	get wasKilled(): boolean {
		return this.#signals.wasKilled;
	}

	/**
	 * Resolves with true once it has ended (or could not be started), with false after `timeoutMs` ms.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
	 */
	join(timeoutMs?: number): Promise<boolean> {
		checkTimeout('timeoutMs', timeoutMs);
		const ended = this.exited.then(
			() => true,
			() => true,
		);
		if (!this.isAlive || timeoutMs === undefined || timeoutMs === Infinity) return ended;
		return new Promise((resolve) => {
			const timer = setTimeout(() => resolve(false), Math.min(timeoutMs, MAX_DELAY));
			void ended.then((isEnded) => {
				clearTimeout(timer);
				resolve(isEnded);
			});
		});
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
		this.line?.send({ type: 'stop' });
	}

	/** @internal Resolves if it says, from now on, that nothing in it looks at its stop event. */
	ignoresStopEvent(): Promise<void> {
		return new Promise((resolve) => {
			this.#onIgnored = resolve;
		});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stop();
	}

	#trace(timeout: number): Promise<Omit<Trace, 'sent'>> {
		const { line, isAlive, watches } = this;
		if (!line || !isAlive || !watches) return Promise.resolve(UNKNOWN);
		return this.#tracer.ask(line, this.#guardLine, timeout);
	}

	#ask(signal: AskingSignal, message: ToChild): boolean {
		if (!isWindows || !this.#hasSaidHello || !this.line) {
			const isSent = this.#signals.send(signal);
			const told = { type: 'signalled', signal } as const;
			if (isSent) this.#guardLine?.sendOrPostpone(told, signal, () => told);
			return isSent;
		}
		if (this.isAlive) this.line.send(message);
		return this.isAlive;
	}

	#onMessage(message: FromChild): void {
		if (message.type === 'hello') {
			this.#hasSaidHello = true;
			this.#watches = true;
		}
		if (message.type === 'heard' && !message.stop) this.#onIgnored();
		if (message.type === 'trace') this.#tracer.onMainThread(message);
	}
}
