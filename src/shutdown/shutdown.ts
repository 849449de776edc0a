import type { Settings } from '../options.js';
import { isMainThread } from '../runtime/system.js';
import type { Dependents } from './dependents.js';
import { listenToExit, listenToNaturalEnd } from './exits.js';
import { createFinalizer } from './finalizer.js';
import type { GuardPort } from './guard-port.js';
import type { CleanupHook, HookOptions } from './hook.js';
import type { ReasonDetails, ShutdownReason } from './reason.js';
import { Sequence } from './sequence.js';
import { countProgramListeners, isOursAlone, listenToSignals } from './signals.js';

export interface ShutdownHost {
	settings(): Settings;
	/** The guard thread, where there is one. */
	guard(): GuardPort | undefined;
	/** Told before the signal aborts. */
	onStart(reason: ShutdownReason): void;
	/** The first hook was registered, or the last one removed. */
	onHooks(isFirst: boolean): void;
	/** Makes stdout and stderr safe: their readers may be gone. */
	protectOutput(): void;
	/** The event loop has run empty; calls back once it is sure that the parent lives. */
	onNaturalEnd(end: () => void): void;
}

/** As a shell says it: 128 + the signal's number. */
const ASKED_CODES = { interrupt: 130, stop: 143 } as const;

/** The hooks, what starts the sequence that runs them, and what is listened to meanwhile. */
export class Shutdown {
	readonly finalize = createFinalizer((hook, options) => this.addHook(hook, options));
	readonly #sequence: Sequence;
	#stopExit: (() => void) | undefined;
	#stopNaturalEnd: (() => void) | undefined;
	#stopSignals: (() => void) | undefined;
	/** Signals have their default action again, or are the program's to handle. */
	#isEnding = false;

	constructor(private readonly host: ShutdownHost) {
		this.#sequence = new Sequence({
			...host,
			releaseSignals: () => {
				this.#isEnding = true;
				this.#releaseSignals();
			},
			isHeardByProgram: (signal) => this.#isHeardByProgram(signal),
		});
	}

	get signal(): AbortSignal {
		return this.#sequence.signal;
	}

	get hasStarted(): boolean {
		return this.#sequence.hasStarted;
	}

	get hasHooks(): boolean {
		return this.#sequence.hooks.size > 0 || this.#sequence.dependents.size > 0;
	}

	/** Those that run the hooks, because nobody else decides about them. */
	get ownSignals(): readonly NodeJS.Signals[] {
		return this.#stopSignals ? this.host.settings().signals.filter(isOursAlone) : [];
	}

	/** JavaScript that blocked the main thread was terminated there. */
	onStuck(stack: string): void {
		this.#sequence.onStuck(stack);
	}

	begin(details: ReasonDetails): Promise<never> {
		this.#listenToExit();
		return this.#sequence.begin(details);
	}

	/** Runs the hooks before a natural end; resolves unless something else ends the process. */
	complete(exitCode: number): Promise<void> {
		this.#listenToExit();
		return this.#sequence.complete(exitCode);
	}

	/**
	 * A supervisor has asked over the lifeline, because signals cannot be handled here: the program's own
	 * listeners decide, as they would about the signal.
	 */
	onAsked(type: 'stop' | 'interrupt'): void {
		const signal = type === 'interrupt' ? 'SIGINT' : 'SIGTERM';
		if (this.#isHeardByProgram(signal)) return void process.emit(signal, signal);
		this.#listenToExit();
		this.#sequence.onAsked(type, ASKED_CODES[type]);
	}

	addHook(hook: CleanupHook, options?: HookOptions): () => boolean {
		const { hooks } = this.#sequence;
		const remove = hooks.add(hook, options);
		this.#arm();
		this.#sequence.onHookAdded();
		return () => {
			const isRemoved = remove();
			if (isRemoved) this.#disarmIfIdle();
			return isRemoved;
		};
	}

	/** To be stopped after the hooks that may still need them. Returns "remove". */
	addDependents(added: Dependents): () => void {
		const { dependents } = this.#sequence;
		dependents.add(added);
		this.#arm();
		return () => {
			if (dependents.delete(added)) this.#disarmIfIdle();
		};
	}

	/** The settings have changed: a report needs the exit, other signals need other listeners. */
	update(): void {
		if (this.host.settings().report) this.#listenToExit();
		if (!this.#stopSignals || this.hasStarted) return;
		// In this order: a signal that nobody listens to for a moment is lost if it has arrived already.
		const stopOld = this.#stopSignals;
		this.#listenToSignals();
		stopOld();
	}

	/** Listens to every way to end, once there is a hook for it. */
	#arm(): void {
		this.#listenToExit();
		// Also for the first hook of a shutdown that has begun without any.
		if (!this.#stopSignals && !this.#isEnding) this.#listenToSignals();
		if (this.#stopNaturalEnd || this.hasStarted) return;
		this.#stopNaturalEnd = listenToNaturalEnd(() => this.#onNaturalEnd());
		this.host.onHooks(true);
	}

	#disarmIfIdle(): void {
		if (!this.hasHooks && !this.hasStarted) this.#disarm();
	}

	#disarm(): void {
		this.#releaseSignals();
		this.#stopNaturalEnd?.();
		this.#stopNaturalEnd = undefined;
		if (!this.host.settings().report) {
			this.#stopExit?.();
			this.#stopExit = undefined;
		}
		this.host.onHooks(false);
	}

	#onNaturalEnd(): void {
		if (this.hasStarted) return;
		this.host.onNaturalEnd(() => {
			void this.begin({ type: 'exit', exitCode: Number(process.exitCode ?? 0) });
		});
	}

	#listenToExit(): void {
		this.#stopExit ??= listenToExit((code) => this.#sequence.onExit(code));
	}

	#isHeardByProgram(signal: NodeJS.Signals): boolean {
		const isOurs = this.#stopSignals && this.host.settings().signals.includes(signal);
		return countProgramListeners(signal, isOurs ? 1 : 0) > 0;
	}

	/** Signals reach the main thread alone. */
	#listenToSignals(): void {
		if (!isMainThread) return;
		const { signals } = this.host.settings();
		this.#stopSignals = listenToSignals(signals, (signal) => this.#sequence.onSignal(signal));
		this.host.guard()?.onListeners();
	}

	#releaseSignals(): void {
		this.#stopSignals?.();
		this.#stopSignals = undefined;
		this.host.guard()?.onListeners();
	}
}
