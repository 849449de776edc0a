/** Ties detection and shutdown, which know nothing of each other, to the one watchdog of the process. */

import type { Lifeline } from '../child/lifeline.js';
import type { ChildSession } from '../child/session.js';
import type { Detection } from '../detection/detection.js';
import { attempt } from '../detection/lazy.js';
import type { ParentWatch } from '../detection/parent-watch.js';
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
import { debug, warnOnStderr } from '../runtime/diagnostics.js';
import { warnOfNoGuard } from '../runtime/errors.js';
import { exit } from '../runtime/system.js';
import type { Shutdown, ShutdownHost } from '../shutdown/shutdown.js';
import { ChosenSettings } from './settings.js';

/**
 * How long a natural end waits for an open suspicion, in ms: a parent that closed the channel on
 * purpose delays the end of a child with hooks by no more than that.
 */
const NATURAL_END_HOLD = 100;

type ProcessState = Omit<State<PreloadedWatchdog, Lifeline>, 'watchdog' | 'preload'>;

export class Watchdog implements PreloadedWatchdog {
	readonly #watch: Watch;
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
		protectOutput: () => {
			if (!this.#watch.hasPushSources) swallowBrokenPipes();
		},
		onNaturalEnd: (end) => this.#onNaturalEnd(end),
	};

	constructor(private readonly state: ProcessState) {
		this.#watch = new Watch(state.ppid);
	}

	/** For the preload: all options come from the environment. */
	startPreloaded(source: 'load' | 'poll'): void {
		if (this.#watch.state === 'idle') this.#start(true, source);
	}

	watchParent(options?: WatchOptions): ParentWatch {
		const isUnchanged = !this.#settings.give(options) && !this.#isPreload;
		const isStarted = this.#watch.state !== 'idle' && this.#watch.state !== 'stopped';
		if (isUnchanged && isStarted) return this.#watch;
		if (this.#watch.state !== 'gone') this.#start(false, 'load');
		return this.#watch;
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
		this.#watch.start({
			state: this.state,
			settings,
			expected: supervisor ?? this.#readExpected(),
			onGone: this.#onGone.bind(this),
			startCompanion: (detection) => this.#startGuard(detection),
			isShuttingDown: () => this.#shutdown?.hasStarted ?? false,
		});
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
		this.#watch.detection?.suspect('lifeline', true);
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

	#startGuard(detection: Detection): () => void {
		const { current: settings } = this.#settings;
		if (!settings.guard) return () => {};
		const guard = loadGuard()?.startGuard(settings, detection, {
			onStuck: (stack) => this.shutdown.onStuck(stack),
			ownSignals: () => this.#shutdown?.ownSignals ?? [],
			lifeline: this.state.lifeline,
		});
		this.#guard = guard;
		return () => {
			guard?.stop();
			this.#guard = undefined;
		};
	}

	/** A rehearsal brings a shutdown of its own. */
	#onGone(verdict: Verdict, shutdown?: Pick<Shutdown, 'begin'>): void {
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
		this.#watch.startPushSources();
		if (this.#watch.hasPushSources && !this.#isWarm) this.#warmUp();
	}

	/** Once: what is compiled stays so. Where it fails, a program has replaced what it goes through. */
	#warmUp(): void {
		this.#isWarm = true;
		attempt(() => {
			const { warmUp } = require('./warm-up.js') as typeof import('./warm-up.js');
			warmUp(this.#host, this.#onGone.bind(this));
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

function swallowBrokenPipes(): void {
	try {
		const { listenToOutput } =
			require('../detection/sources/epipe.js') as typeof import('../detection/sources/epipe.js');
		listenToOutput(() => true);
	} catch (error) {
		debug('stdout and stderr stay as they are: %s', (error as Error).message);
	}
}
