import type { Settings } from '../options.js';
import { debug } from '../runtime/diagnostics.js';
import { readAsked } from './asked.js';
import type { ReasonDetails } from './create-reason.js';
import type { Dependent } from './dependents.js';
import { EarlyErrors } from './early-errors.js';
import { ExitEvent } from './exit-event.js';
import { createFinalizer } from './finalizer.js';
import type { CleanupHook, HookOptions } from './hook.js';
import { isInsideHook } from './inside-hook.js';
import { Listeners } from './listeners.js';
import type { ShutdownReason } from './reason.js';
import { RepeatedRequests } from './repeated-requests.js';
import { Sequence } from './sequence.js';
import { Signals } from './signals.js';

/** The hooks, what starts the sequence that runs them, and what is listened to meanwhile. */
export class Shutdown {
	readonly finalize = createFinalizer((hook, options) => this.addHook(hook, options));
	/** `own`: those that run the hooks, because nobody else decides about them. */
	readonly signals = new Signals((signal) => this.#judge(signal, { type: 'signal', signal }));
	readonly #exitEvent = new ExitEvent((code) => this.sequence.onExit(code));
	readonly #requests = new RepeatedRequests();
	readonly sequence: Sequence;
	readonly earlyErrors: EarlyErrors;
	readonly #listeners: Listeners;

	constructor(
		private readonly settings: { readonly current: Settings },
		/** Told when the shutdown begins, before its signal aborts. */
		prepare: (reason: ShutdownReason) => void,
		/** The first hook was registered, or the last one removed. */
		private readonly onHooks: (hasHooks: boolean) => void,
	) {
		this.sequence = new Sequence(settings, this.signals, prepare);
		this.earlyErrors = new EarlyErrors(settings, this.sequence);
		this.#listeners = new Listeners(this.signals, this.#exitEvent, this.earlyErrors);
	}

	get signal(): AbortSignal {
		return this.sequence.signal;
	}

	get hasStarted(): boolean {
		return this.sequence.reason !== undefined;
	}

	get hasHooks(): boolean {
		return this.sequence.hooks.size > 0 || this.sequence.dependents.size > 0;
	}

	/** By hand. The promise never settles; but a hook that awaits it would wait for itself, so there it resolves. */
	request(cause: unknown): Promise<never> {
		if (this.hasStarted && isInsideHook()) {
			debug('shutdown() is called by a hook: the shutdown has started already');
			return Promise.resolve() as Promise<never>;
		}
		this.begin({ type: 'shutdown', cause });
		return new Promise(() => {});
	}

	begin(details: ReasonDetails): void {
		this.#exitEvent.listen();
		this.#requests.begin(details.type);
		this.sequence.begin(details);
	}

	/** Runs the hooks before a natural end; resolves unless something else ends the process. */
	complete(exitCode: number): Promise<void> {
		this.#exitEvent.listen();
		return this.sequence.complete(exitCode);
	}

	/**
	 * A supervisor has asked over the lifeline, because signals cannot be handled here: the program's own
	 * listeners decide, as they would about the signal.
	 */
	onAsked(type: 'stop' | 'interrupt'): void {
		const { signal, details } = readAsked(type);
		if (this.signals.isHeardByProgram(signal)) return void process.emit(signal, signal);
		this.#exitEvent.listen();
		this.#judge(signal, details);
	}

	addHook(hook: CleanupHook, options?: HookOptions): () => boolean {
		const remove = this.sequence.hooks.add(hook, options);
		this.arm();
		return () => {
			const isRemoved = remove();
			if (isRemoved) this.#disarmIfIdle();
			return isRemoved;
		};
	}

	/** To be stopped after the hooks that may still need it. Returns "remove". */
	addDependent(dependent: Dependent): () => void {
		this.sequence.dependents.add(dependent);
		this.arm();
		return () => {
			if (this.sequence.dependents.delete(dependent)) this.#disarmIfIdle();
		};
	}

	/** The settings have changed: a report needs the exit, other signals need other listeners. */
	update(): void {
		const { report, signals } = this.settings.current;
		if (report) this.#exitEvent.listen();
		if (this.#listeners.areThere && !this.hasStarted)
			this.#onListeners(this.signals.listen(signals));
		this.earlyErrors.listen();
	}

	/**
	 * Listens to every way to end, once there is a hook for it. Other code may take our listeners away, so this
	 * is called for each hook, and at every tick of the poll.
	 */
	arm(): void {
		if (!this.#listeners.areThere && !this.hasHooks) return;
		this.#onListeners(this.#listeners.add(this.settings.current.signals));
		if (!this.hasStarted) this.onHooks(true);
	}

	#disarmIfIdle(): void {
		if (this.hasHooks || this.hasStarted) return;
		this.#onListeners(this.#listeners.remove(this.settings.current.report !== ''));
		this.onHooks(false);
	}

	#onListeners(haveChanged: boolean): void {
		if (haveChanged) this.sequence.guard?.onListeners();
	}

	#judge(signal: NodeJS.Signals, details: ReasonDetails): void {
		const meaning = this.#requests.judge(signal, this.sequence.state);
		debug('%s: %s', details.type, meaning);
		if (meaning === 'start') this.begin(details);
		if (meaning === 'at once') this.sequence.endNow(details);
	}
}
