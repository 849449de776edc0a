/** Ties detection and shutdown, which know nothing of each other, to the one watchdog of the process. */

import type { Lifeline } from '../child/lifeline.js';
import type { ChildSession } from '../child/session.js';
import { Watch } from '../detection/watch.js';
import type { Guard } from '../guard/guard.js';
import type { WatchOptions } from '../options.js';
import type { PreloadedWatchdog, State } from '../preload/state.js';
import {
	describeExpected,
	type ExpectedParent,
	parseExpectedParent,
} from '../processes/expected-parent.js';
import type { Verdict } from '../protocol/verdict.js';
import { attempt } from '../runtime/attempt.js';
import { debug, warnOnStderr } from '../runtime/diagnostics.js';
import { warnOfNoGuard } from '../runtime/errors.js';
import { exit } from '../runtime/system.js';
import type { Shutdown, ShutdownHost } from '../shutdown/shutdown.js';
import { type ParentWatch, PublicWatch } from './parent-watch.js';
import { ChosenSettings } from './settings.js';

/**
 * How long a natural end waits for an open suspicion, in ms: a parent that closed the channel on
 * purpose delays the end of a child with hooks by no more than that.
 */
const NATURAL_END_HOLD = 100;

type ProcessState = Omit<State<PreloadedWatchdog, Lifeline>, 'watchdog' | 'preload'>;

export class Watchdog implements PreloadedWatchdog {
	readonly #watch: Watch;
	readonly #publicWatch: ParentWatch;
	readonly #settings = new ChosenSettings();
	#expected: { parent: ExpectedParent | undefined } | undefined;
	#isPreload = true;
	#hasWarnedGone = false;
	#isWarm = false;
	#shutdown: Shutdown | undefined;
	#guard: Guard | undefined;
	#session: ChildSession | undefined;
	readonly #host: ShutdownHost = {
		settings: () => this.#settings.current,
		guard: () => this.#guard,
		onStart: (reason) => this.#session?.setStopEvent(reason),
		onHooks: (isFirst) => {
			if (isFirst) this.#startPushSources();
			else this.#watch.stopPushSources();
		},
		protectOutput: () => this.#watch.protectOutput(),
		onNaturalEnd: (end) => this.#onNaturalEnd(end),
	};

	constructor(private readonly state: ProcessState) {
		this.#watch = new Watch(
			state.ppid,
			state.ticks,
			(verdict) => this.#onGone(verdict),
			() => this.#guard?.onTick(),
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
		this.#session ??= this.#loadSession();
		return this.#session;
	}

	get shutdown(): Shutdown {
		this.#shutdown ??= this.#loadShutdown();
		return this.#shutdown;
	}

	#start(isPreload: boolean, source: 'load' | 'poll'): void {
		this.#isPreload = isPreload;
		// Who holds a lifeline towards us did not mean us to outlive it, whatever our session.
		const supervisor = this.state.lifeline?.supervisor;
		const isSame = this.#settings.choose(isPreload && !supervisor);
		const { current: settings } = this.#settings;
		if (settings.report || this.#shutdown) this.shutdown.update();
		if (this.#watch.state === 'watching' && isSame) return;
		this.#stopGuard();
		this.#watch.start(settings, supervisor ?? this.#readExpected(), this.state.lifeline);
		const { state } = this.#watch;
		if (state === 'watching' || state === 'detached') this.state.announce();
		if (state === 'watching' && settings.guard) this.#startGuard();
		if (this.#shutdown?.hasHooks) this.#startPushSources();
		this.#checkAtStart(source);
	}

	onLifelineData(chunk: Buffer): void {
		try {
			this.#session ??= this.#loadSession();
		} catch (error) {
			return debug('a message of the supervisor is lost: %s', (error as Error).message);
		}
		this.#session.onData(chunk);
	}

	onLifelineEnd(): void {
		this.#session?.onEnd();
		this.#watch.onLifelineEnd();
	}

	#loadSession(): ChildSession {
		const { ChildSession } = require('../child/session.js') as typeof import('../child/session.js');
		const { shutdown } = this;
		const session = new ChildSession(
			this.state.lifeline,
			(type) => shutdown.onAsked(type),
			(end) => this.#watch.detection?.conclude('lease', end),
		);
		if (shutdown.hasStarted) session.setStopEvent(shutdown.signal.reason);
		return session;
	}

	/** Told once, if it is wrong. */
	#readExpected(): ExpectedParent | undefined {
		this.#expected ??= { parent: parseExpectedParent(this.state.inherited, warnOnStderr) };
		return this.#expected.parent;
	}

	/** A parent that is gone already is told once the program had its turn to register hooks. */
	#checkAtStart(source: 'load' | 'poll'): void {
		const { detection } = this.#watch;
		if (source === 'poll') return detection?.check(source);
		if (detection?.isAlive() !== false) return;
		const expected = this.#readExpected();
		if (expected && !this.#hasWarnedGone)
			warnOnStderr(`${describeExpected(expected)} is gone already, so this process ends`);
		this.#hasWarnedGone = true;
		detection.checkSoon(source);
	}

	#startGuard(): void {
		const { detection } = this.#watch;
		if (!detection) return;
		this.#guard = loadGuard()?.startGuard(this.#settings.current, detection, {
			onStuck: (stack) => this.shutdown.onStuck(stack),
			ownSignals: () => this.#shutdown?.ownSignals ?? [],
			lifeline: this.state.lifeline,
		});
	}

	#stopGuard(): void {
		this.#guard?.stop();
		this.#guard = undefined;
	}

	/** Undoes all that the watch did. Once the parent is gone there is no way back. */
	#stop(): void {
		if (this.#watch.state === 'gone') return;
		this.#stopGuard();
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
		this.#beginShutdown(verdict);
		return true;
	}

	/** The warm-up brings a shutdown of its own. */
	#beginShutdown(verdict: Verdict, shutdown?: Pick<Shutdown, 'begin'>): void {
		const { exitCode } = this.#settings.current;
		try {
			void (shutdown ?? this.shutdown).begin({ exitCode, ...verdict });
		} catch (error) {
			if (shutdown) throw error;
			// Our own files are gone, or no descriptor is left to load them; then no hook is registered.
			debug('the shutdown cannot be loaded: %s', (error as Error).message);
			exit(exitCode);
		}
	}

	#loadShutdown(): Shutdown {
		const { Shutdown } =
			require('../shutdown/shutdown.js') as typeof import('../shutdown/shutdown.js');
		return new Shutdown(this.#host);
	}

	/** Once there is a hook; the way to it is rehearsed. */
	#startPushSources(): void {
		if (this.#watch.startPushSources() && !this.#isWarm) this.#warmUp();
	}

	/** Once: what is compiled stays so. Where it fails, a program has replaced what it goes through. */
	#warmUp(): void {
		this.#isWarm = true;
		attempt(() => {
			const { warmUp } = require('./warm-up.js') as typeof import('./warm-up.js');
			warmUp(this.#host, (verdict, shutdown) => this.#beginShutdown(verdict, shutdown));
		});
	}

	/** A child that only its channel kept alive ends by itself when the parent is gone: with the true reason. */
	#onNaturalEnd(end: () => void): void {
		this.#watch.look();
		const { detection } = this.#watch;
		if (detection && this.#watch.state === 'watching') detection.hold(NATURAL_END_HOLD, end);
		else if (!this.#shutdown?.hasStarted) end();
	}
}

function loadGuard(): typeof import('../guard/guard.js') | undefined {
	try {
		return require('../guard/guard.js') as typeof import('../guard/guard.js');
	} catch (error) {
		warnOfNoGuard(error as Error);
		return undefined;
	}
}
