/** A supervised child, with what only its supervisor may ask of it. */
import type { ChildProcess } from 'node:child_process';
import { checkTimeout } from '../child/stop-event.js';
import { readOnly } from '../runtime/read-only.js';
import { within } from '../runtime/timeout.js';
import { checkInterruptOptions, checkStopOptions } from './check-options.js';
import { awaitClose, awaitEnd, exitCodeOf } from './child-end.js';
import type { ChildLines } from './child-lines.js';
import { ChildRequests } from './child-requests.js';
import { ChildSignals } from './child-signals.js';
import { refuseMembersOfProcess } from './members-of-process.js';
import type { InterruptOptions, StopOptions } from './options.js';
import { awaitReady, type ReadyOptions, type ReadyTest } from './ready.js';
import { SingleFlight, shareSignal } from './single-flight.js';
import { type ChildReport, runStopLadder, type Stoppable } from './stop-ladder.js';
import { mergeSteps, type Steps, scaleTimeouts } from './stop-times.js';
import type { SupervisedChild } from './supervised-child.js';
import { type Trace, UNKNOWN } from './trace.js';

export interface ChildOptions {
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

export class Child implements SupervisedChild, Stoppable {
	readonly name: string;
	readonly exited: Promise<number>;
	readonly supervisionId: string;
	readonly leadsGroup: boolean;
	readonly lines: ChildLines;
	readonly signals: ChildSignals;
	readonly requests: ChildRequests;
	/** How it is stopped where nobody says otherwise. */
	readonly steps: Steps;
	readonly #onReady: () => void;
	readonly #stop = new SingleFlight<ChildReport>(false);
	#closed: Promise<number> | undefined;

	constructor(
		readonly process: ChildProcess,
		options: ChildOptions,
	) {
		this.name = options.name;
		this.supervisionId = options.supervisionId;
		this.leadsGroup = options.leadsGroup;
		this.lines = options.lines;
		this.signals = new ChildSignals(process, options.leadsGroup);
		this.requests = new ChildRequests(this.signals, options.lines, () => options.onTerminate());
		this.steps = options.steps;
		this.#onReady = () => options.onReady();
		this.exited = awaitEnd(process, () => this.lines.close());
	}

	get closed(): Promise<number> {
		this.#closed ??= awaitClose(this.process, this.exited);
		return this.#closed;
	}

	get pid(): number | undefined {
		return this.process.pid;
	}

	get isAlive(): boolean {
		return this.signals.isAlive;
	}

	get exitCode(): number | null {
		return exitCodeOf(this.process);
	}

	get watches(): boolean {
		return this.lines.watches;
	}

	async ready(test?: ReadyTest, options?: ReadyOptions): Promise<unknown> {
		const said = await awaitReady(this.process, this, test, options);
		this.#onReady();
		return said;
	}

	interrupt(options?: { trace?: false | undefined }): boolean;
	interrupt(options: { trace: true; timeout?: number | undefined }): Promise<Trace>;
	interrupt(options: InterruptOptions): boolean | Promise<Trace>;
	interrupt(options: InterruptOptions = {}): boolean | Promise<Trace> {
		const { trace, timeout = 1000 } = checkInterruptOptions(options);
		if (!trace) return this.requests.interrupt();
		const traced = this.isAlive ? this.lines.trace(timeout) : Promise.resolve(UNKNOWN);
		return traced.then((found) => readOnly({ sent: this.interrupt(), ...found }));
	}

	terminate(): boolean {
		return this.requests.terminate();
	}

	kill(...signal: readonly never[]): boolean {
		return this.requests.kill(...signal);
	}

	join(timeoutMs?: number): Promise<boolean> {
		checkTimeout('timeoutMs', timeoutMs);
		const ended = this.exited.then(
			() => true,
			() => true,
		);
		if (!this.isAlive || timeoutMs === undefined) return ended;
		return within(ended, timeoutMs, { isFair: true }).then((hasEnded = false) => hasEnded);
	}

	stop(options: StopOptions = {}): Promise<ChildReport> {
		return this.stopWithin(checkStopOptions(options));
	}

	/** Within `limit` ms, if that is less than all steps together. */
	stopWithin({ signal, ...times }: StopOptions, limit?: number): Promise<ChildReport> {
		this.requests.isMade ||= this.isAlive;
		const steps = scaleTimeouts(mergeSteps(this.steps, times), limit);
		const shared = shareSignal(signal);
		return this.#stop.run(() => runStopLadder(this, steps, shared), shared);
	}

	/** Calls once no stop is running: one may still be ending what the child has started. */
	afterStop(call: () => void): void {
		this.#stop.afterwards(call);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.stop();
	}
}

refuseMembersOfProcess(Child.prototype);
