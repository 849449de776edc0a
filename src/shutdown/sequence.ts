import { setMaxListeners } from 'node:events';
import type { Settings } from '../options.js';
import { now } from '../runtime/clock.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { setImmediate } from '../runtime/system.js';
import { Deadline } from './deadline.js';
import type { Dependents } from './dependents.js';
import { exitProcess } from './exit-process.js';
import type { GuardPort } from './guard-port.js';
import { Hooks } from './hooks.js';
import { ProcessEnd } from './process-end.js';
import { type ReasonDetails, ShutdownReason } from './reason.js';
import { RepeatedRequests } from './repeated-requests.js';

/** What the sequence needs from outside. */
export interface SequenceHost {
	guard(): GuardPort | undefined;
	/** Told before the signal aborts. */
	onStart(reason: ShutdownReason): void;
	settings(): Pick<Settings, 'gracePeriod' | 'exitCode' | 'report'>;
	/** Makes stdout and stderr safe: their readers may be gone. */
	protectOutput(): void;
	/** Takes our signal listeners away, so that a signal has its default action again. */
	releaseSignals(): void;
	/** Whether the program has a listener of its own for the signal. */
	isHeardByProgram(signal: NodeJS.Signals): boolean;
}

/** The one sequence that runs hooks and ends the process. The first reason wins. */
export class Sequence {
	readonly dependents = new Set<Dependents>();
	readonly #controller = new AbortController();
	readonly #never = new Promise<never>(() => {});
	readonly #deadline = new Deadline(() => this.#onDeadline());
	readonly #requests = new RepeatedRequests();
	readonly #end: ProcessEnd;
	#reason: ShutdownReason | undefined;
	#isExiting = false;
	#onCompleted: (() => void) | undefined;

	constructor(
		private readonly host: SequenceHost,
		readonly hooks = new Hooks(host.guard),
	) {
		this.#end = new ProcessEnd(host, hooks, this.#deadline);
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
		this.#requests.begin(details.type);
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
		this.#deadline.set(reason.deadline);
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
		this.#deadline.clear();
	}

	onSignal(signal: NodeJS.Signals): void {
		const meaning = this.#requests.judge(signal, this.hasStarted);
		debug('%s: %s', signal, meaning);
		if (meaning === 'start') return void this.begin({ type: 'signal', signal });
		if (meaning === 'nothing') return;
		this.#killDependents();
		this.#end.bySignal(signal, this.#reason);
	}

	/** A supervisor has asked over the lifeline: as the signal, where signals cannot be handled. */
	onAsked(type: 'stop' | 'interrupt', exitCode: number): void {
		const signal = type === 'interrupt' ? 'SIGINT' : 'SIGTERM';
		const meaning = this.#requests.judge(signal, this.hasStarted);
		debug('%s: %s', type, meaning);
		if (meaning === 'start') return void this.begin({ type, exitCode });
		if (meaning === 'nothing') return;
		this.#killDependents();
		if (this.#reason) this.#end.finish(this.#reason, `exit ${exitCode}`);
		exitProcess(exitCode, true);
	}

	/** The process is exiting: what is left of the hooks gets its synchronous part run. */
	onExit(exitCode: number): void {
		const reason = this.#reason ?? this.#open({ type: 'exit', exitCode });
		if (!this.#controller.signal.aborted) this.#announce(reason);
		this.#isExiting = true;
		this.hooks.drain(reason);
		for (const dependents of this.dependents) dependents.terminate();
		this.#end.finish(reason, `exit ${process.exitCode ?? exitCode}`);
	}

	/** Code that blocked was terminated: if it was a hook, the next one has its turn. */
	onStuck(stack: string): void {
		debug('terminated what blocked the main thread:\n%s', stack);
		this.#end.stuck.push(stack);
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
		this.host.onStart(reason);
		for (const dependents of this.dependents) dependents.onShutdown(reason);
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
		if (reason.type === 'exit') this.#goOnEnding();
		else this.#end.end(reason);
	}

	/** A fifth of the time is left for the hooks that come after, and for a child's last breath. */
	async #stopDependents({ deadline }: ShutdownReason): Promise<void> {
		const ms = Math.max(0, deadline - now()) * 0.8;
		await Promise.all([...this.dependents].map((dependents) => dependents.stop(ms)));
	}

	#killDependents(): void {
		for (const dependents of this.dependents) dependents.kill();
	}

	/**
	 * A natural end goes on by itself, because `process.exit()` would change it: it takes code 13 away from
	 * an unsettled top-level await, and cuts off what others do at 'beforeExit' (node:test its summary).
	 * Signal listeners stay, because closing them would be work, and 'beforeExit' be emitted again. What a
	 * hook left running has until the deadline or the next signal.
	 */
	#goOnEnding(): void {
		this.#deadline.unref();
		this.#requests.end();
		this.#onCompleted?.();
	}

	#onDeadline(): void {
		this.#killDependents();
		if (this.#reason) this.#end.force(this.#reason);
	}
}
