import type { Settings } from '../options.js';
import { createAbortController } from '../runtime/abort.js';
import { now } from '../runtime/clock.js';
import { debug } from '../runtime/diagnostics.js';
import { announceShutdown } from './announce-shutdown.js';
import { type Calls, DirectCalls } from './calls.js';
import { Completion } from './completion.js';
import { createReason, type ReasonDetails } from './create-reason.js';
import { Deadline } from './deadline.js';
import { Dependents } from './dependents.js';
import { readExitCode } from './exit-code.js';
import type { GuardPort } from './guard-port.js';
import { GuardedCalls } from './guarded-calls.js';
import { Hooks } from './hooks.js';
import { ProcessEnd } from './process-end.js';
import { isWithoutParent, type ShutdownReason } from './reason.js';
import { runHooks } from './run-hooks.js';
import type { Signals } from './signals.js';
import { UncaughtErrors } from './uncaught.js';

/** The one sequence that runs hooks and ends the process. The first reason wins. */
export class Sequence {
	readonly hooks = new Hooks();
	readonly dependents = new Dependents();
	readonly end: ProcessEnd;
	/** The guard thread, where there is one. */
	guard: GuardPort | undefined;
	reason: ShutdownReason | undefined;
	readonly #controller = createAbortController();
	readonly #deadline = new Deadline(() => this.#onDeadline());
	readonly #completion = new Completion(this.#deadline);
	readonly #uncaught = new UncaughtErrors((error) => this.addError(error));
	#calls: Calls | undefined;

	constructor(
		private readonly settings: { readonly current: Settings },
		signals: Signals,
		/** Makes the process ready for it: stdout may have no reader any more. */
		private readonly prepare: (reason: ShutdownReason) => void,
	) {
		this.end = new ProcessEnd(settings, signals, this.hooks, this.#deadline);
	}

	get signal(): AbortSignal {
		return this.#controller.signal;
	}

	/** `over`: the hooks of a natural end are done, and what goes on has until the deadline. */
	get state(): 'not begun' | 'running' | 'over' {
		if (!this.reason) return 'not begun';
		return this.#completion.isOver ? 'over' : 'running';
	}

	/** Starts the sequence, unless something else has. */
	begin(details: ReasonDetails): void {
		if (this.reason) return debug('%s: the shutdown has started already', details.type);
		const { reason, calls } = this.#open(details);
		this.#deadline.set(reason.deadline);
		calls.begin(
			reason,
			() => this.#announce(reason),
			() => void this.#run(reason, calls),
		);
	}

	/** For the warm-up: nothing is forced, and nothing is heard. */
	abandon(): void {
		this.#deadline.clear();
		this.#uncaught.stop();
	}

	addError(error: unknown): true {
		this.end.addError(error, this.reason !== undefined && isWithoutParent(this.reason));
		return true;
	}

	/** Runs the hooks as at a natural end, and resolves when the process may go on ending by itself. */
	complete(exitCode: number): Promise<void> {
		const completed = this.reason ? new Promise<never>(() => {}) : this.#completion.wait();
		this.begin({ type: 'exit', exitCode });
		return completed;
	}

	/** Somebody is impatient, or the hooks are done. */
	endNow(details: ReasonDetails): void {
		this.dependents.kill();
		const { reason } = this.#open(details);
		this.end.now(reason, details);
	}

	/** The process is exiting: what is left of the hooks gets its synchronous part run. */
	onExit(exitCode: number): void {
		const { reason, calls } = this.#open({ type: 'exit', exitCode });
		if (!this.signal.aborted) this.#announce(reason);
		// Nothing can be put off any more.
		this.#uncaught.stop();
		this.hooks.drainAtExit(reason, calls);
		this.dependents.terminate();
		this.end.report(reason, `exit ${readExitCode() ?? exitCode}`);
	}

	/** Code that blocked was terminated: if it was a hook, the next one has its turn. */
	onTerminated(stack: string): void {
		debug('terminated what blocked the main thread:\n%s', stack);
		this.end.stuck.push(stack);
		this.#calls?.onTerminated(stack);
	}

	#open(details: ReasonDetails): { reason: ShutdownReason; calls: Calls } {
		const { gracePeriod } = this.settings.current;
		this.#calls ??= this.guard ? new GuardedCalls(this.guard) : new DirectCalls(gracePeriod);
		this.reason ??= createReason(details, now(), this.#calls.gracePeriod);
		return { reason: this.reason, calls: this.#calls };
	}

	#announce(reason: ShutdownReason): void {
		this.prepare(reason);
		this.#uncaught.listen();
		announceShutdown(reason, this.hooks.size);
		this.dependents.onShutdown(reason);
		this.#controller.abort(reason);
	}

	async #run(reason: ShutdownReason, calls: Calls): Promise<void> {
		await runHooks(reason, this.hooks, this.dependents, calls);
		// What nobody catches from now on ends the process as ever.
		this.#uncaught.stop();
		if (reason.type === 'exit' && this.end.errors.length === 0) this.#completion.goOn();
		else this.end.end(reason);
	}

	#onDeadline(): void {
		this.dependents.kill();
		if (this.reason && this.#calls) this.end.force(this.reason, this.#calls);
	}
}
