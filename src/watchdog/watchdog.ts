/** Ties detection and shutdown, which know nothing of each other, to the one watchdog of the process. */

import type { Lifeline } from '../child/lifeline.js';
import type { ChildSession } from '../child/session.js';
import { Watch } from '../detection/watch.js';
import type { WatchOptions } from '../options.js';
import type { PreloadedWatchdog, State } from '../preload/state.js';
import type { Verdict } from '../protocol/verdict.js';
import { attempt } from '../runtime/attempt.js';
import { debug } from '../runtime/diagnostics.js';
import { exit } from '../runtime/system.js';
import type { Shutdown } from '../shutdown/shutdown.js';
import { Expected } from './expected.js';
import { type ParentWatch, PublicWatch } from './parent-watch.js';
import { ProcessGuard } from './process-guard.js';
import { ChosenSettings } from './settings.js';

type ProcessState = Omit<State<PreloadedWatchdog, Lifeline>, 'watchdog' | 'preload'>;

export class Watchdog implements PreloadedWatchdog {
	readonly #settings = new ChosenSettings();
	readonly #watch: Watch;
	readonly #publicWatch: ParentWatch;
	readonly #expected: Expected;
	readonly #guard = new ProcessGuard();
	#isPreload = true;
	#shutdown: Shutdown | undefined;
	#session: ChildSession | undefined;

	constructor(private readonly state: ProcessState) {
		this.#expected = new Expected(state.inherited);
		this.#watch = new Watch(
			state.ppid,
			state.ticks,
			(verdict) => this.#onGone(verdict),
			() => this.#onTick(),
		);
		this.#publicWatch = new PublicWatch(this.#watch, () => this.#stop());
	}

	/** For the preload: all options come from the environment. */
	startPreloaded(source: 'load' | 'poll'): void {
		if (this.#watch.state === 'idle') this.#start(true, source);
	}

	watchParent(options?: WatchOptions): ParentWatch {
		const isUnchanged = !this.#settings.give(options) && !this.#isPreload;
		const isStarted = this.#watch.state !== 'idle' && this.#watch.state !== 'stopped';
		if (isUnchanged && isStarted) return this.#publicWatch;
		if (this.#watch.state !== 'gone') this.#start(false, 'load');
		return this.#publicWatch;
	}

	isParentAlive(): boolean {
		return this.#watch.isParentAlive();
	}

	/** What a supervisor tells us; where there is none, what belongs to this process alone. */
	get session(): ChildSession {
		if (this.#session) return this.#session;
		const { createSession } =
			require('./create-session.js') as typeof import('./create-session.js');
		this.#session = createSession(this.state.lifeline, this.#watch, this.shutdown);
		return this.#session;
	}

	get shutdown(): Shutdown {
		if (this.#shutdown) return this.#shutdown;
		const { createShutdown } =
			require('./create-shutdown.js') as typeof import('./create-shutdown.js');
		this.#shutdown = createShutdown(this.#settings, this.#watch, (reason) => {
			this.#watch.protectOutput();
			this.#session?.setStopEvent(reason);
		});
		return this.#shutdown;
	}

	onLifelineData(chunk: Buffer): void {
		const session = attempt(
			() => this.session,
			(error) => debug('a message of the supervisor is lost: %s', error.message),
		);
		session?.onData(chunk);
	}

	onLifelineEnd(): void {
		this.#session?.onEnd();
		this.#watch.onLifelineEnd();
	}

	#start(isPreload: boolean, source: 'load' | 'poll'): void {
		this.#isPreload = isPreload;
		// Who holds a lifeline towards us did not mean us to outlive it, whatever our session.
		const supervisor = this.state.lifeline?.supervisor;
		const isSame = this.#settings.choose(isPreload && !supervisor);
		const { current: settings } = this.#settings;
		if (settings.report || this.#shutdown) this.shutdown.update();
		if (this.#watch.state === 'watching' && isSame) return;
		this.#guard.stop();
		const { lifeline } = this.state;
		this.#watch.start(settings, supervisor ?? this.#expected.parent, lifeline);
		const { state } = this.#watch;
		if (state === 'watching' || state === 'detached') this.state.announce();
		if (state === 'watching' && settings.guard)
			this.#guard.start(settings, this.#watch, lifeline, this.shutdown);
		this.#shutdown?.arm();
		this.#expected.checkAtStart(this.#watch, source);
	}

	/** Undoes all that the watch did. Once the parent is gone there is no way back. */
	#stop(): void {
		if (this.#watch.state === 'gone') return;
		this.#guard.stop();
		this.#watch.stop();
		this.state.withdraw();
	}

	/** Returns whether the process ends. */
	#onGone(verdict: Verdict): boolean {
		if (this.#watch.isToOutlive(verdict)) {
			this.#stop();
			return false;
		}
		this.#watch.state = 'gone';
		const { exitCode } = this.#settings.current;
		const shutdown = attempt(
			() => this.shutdown,
			(error) => debug('the shutdown cannot be loaded: %s', error.message),
		);
		// Our own files are gone, or no descriptor is left to load them; then no hook is registered.
		if (!shutdown) exit(exitCode);
		shutdown.begin({ exitCode, ...verdict });
		return true;
	}

	#onTick(): void {
		this.#guard.onTick();
		this.#shutdown?.arm();
	}
}
