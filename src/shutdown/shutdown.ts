import type { Settings } from '../options.js';
import { isMainThread } from '../system.js';
import { listenToExit, listenToNaturalEnd } from './exits.js';
import { createFinalizer } from './finalizer.js';
import type { CleanupHook, HookOptions } from './hook.js';
import type { Overseer } from './overseer.js';
import type { ReasonDetails } from './reason.js';
import { Sequence } from './sequence.js';
import { listenToSignals } from './signals.js';

export interface ShutdownHost {
	settings(): Settings;
	/** The guard thread, where there is one. */
	guard(): Overseer | undefined;
	/** The first hook was registered, or the last one removed. */
	onHooks(isFirst: boolean): void;
	/** Makes stdout and stderr safe: their readers may be gone. */
	protectOutput(): void;
	/** The event loop has run empty; calls back once it is sure that the parent lives. */
	onNaturalEnd(end: () => void): void;
}

/** The hooks, what starts the sequence that runs them, and what is listened to meanwhile. */
export class Shutdown {
	readonly finalize = createFinalizer((hook, options) => this.addHook(hook, options));
	readonly #sequence: Sequence;
	#stopExit: (() => void) | undefined;
	#stopNaturalEnd: (() => void) | undefined;
	#stopSignals: (() => void) | undefined;

	constructor(private readonly host: ShutdownHost) {
		this.#sequence = new Sequence({
			...host,
			releaseSignals: () => this.#releaseSignals(),
		});
	}

	get signal(): AbortSignal {
		return this.#sequence.signal;
	}

	get hasStarted(): boolean {
		return this.#sequence.hasStarted;
	}

	get hasHooks(): boolean {
		return this.#sequence.hooks.size > 0;
	}

	/** JavaScript that blocked the main thread was terminated there. */
	onStuck(stack: string): void {
		this.#sequence.onStuck(stack);
	}

	begin(details: ReasonDetails): Promise<never> {
		this.#listenToExit();
		return this.#sequence.begin(details);
	}

	addHook(hook: CleanupHook, options?: HookOptions): () => boolean {
		const { hooks } = this.#sequence;
		const remove = hooks.add(hook, options);
		this.#arm();
		this.#sequence.onHookAdded();
		return () => {
			const isRemoved = remove();
			if (isRemoved && hooks.size === 0 && !this.hasStarted) this.#disarm();
			return isRemoved;
		};
	}

	/** The settings have changed: a report needs the exit, other signals need other listeners. */
	update(): void {
		if (this.host.settings().report) this.#listenToExit();
		if (!this.#stopSignals || this.hasStarted) return;
		this.#releaseSignals();
		this.#listenToSignals();
	}

	/** Listens to every way to end, once there is a hook for it. */
	#arm(): void {
		this.#listenToExit();
		if (this.#stopNaturalEnd || this.hasStarted) return;
		this.#stopNaturalEnd = listenToNaturalEnd(() => this.#onNaturalEnd());
		this.#listenToSignals();
		this.host.onHooks(true);
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

	/** Signals reach the main thread alone. */
	#listenToSignals(): void {
		if (!isMainThread) return;
		const { signals } = this.host.settings();
		this.#stopSignals = listenToSignals(signals, (signal) => this.#sequence.onSignal(signal));
	}

	#releaseSignals(): void {
		this.#stopSignals?.();
		this.#stopSignals = undefined;
	}
}
