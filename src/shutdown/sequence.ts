import { setMaxListeners } from 'node:events';
import { debug, publish } from '../diagnostics.js';
import type { Settings } from '../options.js';
import { clearTimeout, now, setImmediate, setTimeout } from '../system.js';
import { complain } from './complaints.js';
import type { Dependents } from './dependents.js';
import { exitProcess } from './exit-process.js';
import { Hooks } from './hooks.js';
import type { Overseer } from './overseer.js';
import { type ReasonDetails, ShutdownReason } from './reason.js';
import { writeReport } from './report.js';
import { countProgramListeners, handToProgram, raise } from './signals.js';

/** What the sequence needs from outside. */
export interface SequenceHost {
	guard(): Overseer | undefined;
	settings(): Pick<Settings, 'gracePeriod' | 'exitCode' | 'report'>;
	/** Makes stdout and stderr safe: their readers may be gone. */
	protectOutput(): void;
	/** Takes our signal listeners away, so that a signal has its default action again. */
	releaseSignals(): void;
	/** Whether a supervisor stops us, and ends us if we take too long. */
	isSupervised(): boolean;
}

/** The one sequence that runs hooks and ends the process. The first reason wins. */
export class Sequence {
	readonly dependents = new Set<Dependents>();
	readonly #stuck: string[] = [];
	readonly #controller = new AbortController();
	readonly #never = new Promise<never>(() => {});
	#reason: ShutdownReason | undefined;
	#timer: NodeJS.Timeout | undefined;
	#signals = 0;
	/** Whether a SIGTERM has come that was not taken for a second signal. */
	#isForgiven = false;
	#isReported = false;
	#isExiting = false;
	#isForced = false;
	#onCompleted: (() => void) | undefined;

	constructor(
		private readonly host: SequenceHost,
		readonly hooks = new Hooks(host.guard),
	) {
		// As many as like may listen; Node 20 would warn of more than ten.
		setMaxListeners(0, this.signal);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	get hasStarted(): boolean {
		return this.#reason !== undefined;
	}

	/** Starts the sequence, unless something else has. The promise never settles: the process ends. */
	begin(details: ReasonDetails): Promise<never> {
		if (this.#reason) {
			debug('%s: the shutdown has started already', details.type);
			return this.#never;
		}
		const reason = this.#open(details);
		const guard = this.host.guard();
		if (!guard) this.#announce(reason);
		this.host.protectOutput();
		const run = () => void this.#run(reason);
		if (!guard) run();
		this.#timer = setTimeout(() => this.#onTimer(reason), reason.deadline - reason.startedAt);
		if (guard) {
			guard.onShutdown(reason);
			// A listener that blocks is terminated, and all that is on the stack with it.
			setImmediate(run);
			this.#announce(reason);
		}
		return this.#never;
	}

	/** Runs the hooks as at a natural end, and resolves when the process may go on ending by itself. */
	complete(exitCode: number): Promise<void> {
		return new Promise((resolve) => {
			if (!this.#reason) this.#onCompleted = resolve;
			void this.begin({ type: 'exit', exitCode });
		});
	}

	/** For a rehearsal: nothing is forced at the deadline. */
	forget(): void {
		clearTimeout(this.#timer);
	}

	/** The first signal starts the shutdown; the second ends the process at once. */
	onSignal(signal: NodeJS.Signals): void {
		if (signal === 'SIGTERM' && this.#isStepOfLadder()) return;
		this.#signals += 1;
		if (this.#signals < 2) return void this.begin({ type: 'signal', signal });
		debug('%s is the second signal', signal);
		this.#killDependents();
		this.#endBySignal(signal, this.#reason);
	}

	/** As a signal: the second ends the process at once. */
	onAsked(type: 'stop' | 'interrupt', exitCode: number): void {
		if (type === 'stop' && this.#isStepOfLadder()) return;
		this.#signals += 1;
		if (this.#signals < 2) return void this.begin({ type, exitCode });
		this.#killDependents();
		if (this.#reason) this.#finish(this.#reason, `exit ${exitCode}`);
		exitProcess(exitCode, true);
	}

	/**
	 * A supervisor goes on to SIGTERM where its interrupt was too slow for it, or when a Ctrl+C, or the end of
	 * the terminal, has reached us both. That is no impatience, for which it has SIGKILL; once.
	 */
	#isStepOfLadder(): boolean {
		const { type, signal = '' } = this.#reason ?? {};
		const isInterrupted = type === 'interrupt' || ['SIGINT', 'SIGHUP'].includes(signal);
		if (!isInterrupted || this.#isForgiven || !this.host.isSupervised()) return false;
		this.#isForgiven = true;
		return true;
	}

	/** The process is exiting: what is left of the hooks gets its synchronous part run. */
	onExit(exitCode: number): void {
		const reason = this.#reason ?? this.#open({ type: 'exit', exitCode });
		if (!this.#controller.signal.aborted) this.#announce(reason);
		this.#isExiting = true;
		this.hooks.drain(reason);
		for (const dependents of this.dependents) dependents.terminate();
		this.#finish(reason, `exit ${process.exitCode ?? exitCode}`);
	}

	/** Code that blocked was terminated: if it was a hook, the next one has its turn. */
	onStuck(stack: string): void {
		debug('terminated what blocked the main thread:\n%s', stack);
		this.#stuck.push(stack);
		this.hooks.onTerminated(stack);
	}

	/** A hook that was added by an 'exit' listener after ours has its turn at once. */
	onHookAdded(): void {
		if (this.#isExiting && this.#reason && !this.hooks.isDraining) this.hooks.drain(this.#reason);
	}

	#open(details: ReasonDetails): ShutdownReason {
		const gracePeriod = this.host.guard()?.msLeft() ?? this.host.settings().gracePeriod;
		const reason = new ShutdownReason(details, now(), gracePeriod);
		this.#reason = reason;
		debug('shutdown: %s; %d hooks, %d ms', reason.message, this.hooks.size, gracePeriod);
		return reason;
	}

	#announce(reason: ShutdownReason): void {
		publish('shutdown', { reason, hooks: this.hooks.size, deadline: reason.deadline });
		this.#controller.abort(reason);
	}

	async #run(reason: ShutdownReason): Promise<void> {
		await this.hooks.run(0, reason, () => Math.min(1, this.dependents.size));
		// Between the hooks that may still need them and the rest.
		await this.#stopDependents(reason);
		do {
			await this.hooks.run(Number.NEGATIVE_INFINITY, reason);
			await this.hooks.settle();
			// One that was late may have registered others.
		} while (this.hooks.size > 0);
		this.#end(reason);
	}

	/** A fifth of the time is left for the hooks that come after, and for a child's last breath. */
	async #stopDependents({ deadline }: ShutdownReason): Promise<void> {
		const ms = Math.max(0, deadline - now()) * 0.8;
		await Promise.all([...this.dependents].map((dependents) => dependents.stop(ms)));
	}

	#killDependents(): void {
		for (const dependents of this.dependents) dependents.kill();
	}

	#end(reason: ShutdownReason): void {
		if (reason.type === 'signal' && reason.signal) return this.#endBySignal(reason.signal, reason);
		if (reason.type === 'exit') return this.#goOnEnding();
		this.host.releaseSignals();
		const isProgramsOwn = reason.type === 'parent-gone' && countProgramListeners('SIGTERM', 0) > 0;
		if (isProgramsOwn) this.#handOver(reason);
		else exitProcess(this.#codeOf(reason), reason.type !== 'parent-gone');
	}

	/**
	 * A natural end goes on by itself, because `process.exit()` would change it: it takes code 13 away from
	 * an unsettled top-level await, and cuts off what others do at 'beforeExit' (node:test its summary).
	 * Signal listeners stay, because closing them would be work, and 'beforeExit' be emitted again. What a
	 * hook left running has until the deadline or the next signal.
	 */
	#goOnEnding(): void {
		this.#timer?.unref();
		this.#signals = 1;
		this.#onCompleted?.();
	}

	/** The program has its own way to end; it has what is left of the grace period for it. */
	#handOver(reason: ShutdownReason): void {
		process.exitCode ??= this.host.settings().exitCode;
		this.#finish(reason, 'SIGTERM handed to the program');
		this.#timer?.unref();
		handToProgram('SIGTERM');
	}

	#endBySignal(signal: NodeJS.Signals, reason: ShutdownReason | undefined): void {
		clearTimeout(this.#timer);
		if (reason) this.#finish(reason, signal);
		this.host.releaseSignals();
		raise(signal);
	}

	/** Timers count from the start of the event loop's turn, and so may fire early. */
	#onTimer(reason: ShutdownReason): void {
		const left = reason.deadline - now();
		if (left <= 1) return this.#force(reason);
		const isHolding = this.#timer?.hasRef();
		this.#timer = setTimeout(() => this.#onTimer(reason), left);
		if (!isHolding) this.#timer.unref();
	}

	#force(reason: ShutdownReason): void {
		debug('the grace period is over');
		this.#isForced = true;
		this.#killDependents();
		if (reason.type !== 'signal' || !reason.signal)
			return exitProcess(this.#codeOf(reason), reason.type !== 'parent-gone');
		this.hooks.drain(reason);
		this.#endBySignal(reason.signal, reason);
	}

	#codeOf({ type, cause, exitCode }: ShutdownReason): number | undefined {
		if (type === 'parent-gone') return this.host.settings().exitCode;
		if (process.exitCode !== undefined) return undefined;
		if (type === 'stop' || type === 'interrupt') return exitCode;
		return cause instanceof Error ? 1 : undefined;
	}

	/** The last words, once. */
	#finish(reason: ShutdownReason, how: string): void {
		if (this.#isReported) return;
		this.#isReported = true;
		this.hooks.abandon();
		debug('end: %s', how);
		publish('end', { reason, how });
		if (reason.type !== 'parent-gone') complain(this.hooks.results, this.#isForced);
		const { report } = this.host.settings();
		if (report) writeReport(report, reason, this.hooks.results, how, this.#stuck);
	}
}
