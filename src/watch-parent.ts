/** Ties detection and shutdown, which know nothing of each other, to the one watchdog of the process. */
import { type ParentWatch, Watch } from './detection/parent-watch';
import type { Verdict } from './detection/watch';
import { debug, tell } from './diagnostics';
import { type ExpectedParent, isOff, readExpectedParent } from './environment';
import {
	checkOptions,
	defaultSettings,
	readOptions,
	type Settings,
	type WatchOptions,
} from './options';
import type { Shutdown } from './shutdown/shutdown';
import { exit } from './system';

/**
 * How long a natural end waits for an open suspicion, in ms: a parent that closed the channel on
 * purpose delays the end of a child with hooks by no more than that.
 */
const NATURAL_END_HOLD = 100;

export class Watchdog {
	readonly #watch = new Watch();
	/** What the code has asked for; it precedes the environment. */
	#given: Partial<Settings> = {};
	#environment: Partial<Settings> | undefined;
	#expected: ExpectedParent | undefined;
	#settings = defaultSettings(true);
	#isStarted = false;
	#isPreload = true;
	#shutdown: Shutdown | undefined;

	/** For the preload: options from the environment, and nothing that costs before it is needed. */
	preload(): void {
		if (!this.#isStarted) this.#start(true);
	}

	watchParent(options?: WatchOptions): ParentWatch {
		const given = checkOptions(options);
		const isUnchanged = Object.keys(given).length === 0 && !this.#isPreload;
		Object.assign(this.#given, given);
		if (isUnchanged && this.#watch.state !== 'stopped') return this.#watch;
		if (this.#watch.state !== 'gone') this.#start(false);
		return this.#watch;
	}

	isParentAlive(): boolean {
		return this.#watch.isParentAlive();
	}

	get shutdown(): Shutdown {
		this.#shutdown ??= this.#loadShutdown();
		return this.#shutdown;
	}

	#start(isPreload: boolean): void {
		this.#isPreload = isPreload;
		const { env } = process;
		if (!this.#isStarted) this.#expected = readExpectedParent(env, tell);
		this.#isStarted = true;
		this.#environment ??= readOptions(env, tell);
		const before = this.#settings;
		this.#settings = { ...defaultSettings(isPreload), ...this.#environment, ...this.#given };
		if (this.#settings.report || this.#shutdown) this.shutdown.update();
		if (this.#watch.state === 'watching' && isSameWatch(before, this.#settings)) return;
		this.#watch.start({
			settings: this.#settings,
			expected: this.#expected,
			isOff: isOff(env),
			onGone: (verdict) => this.#onGone(verdict),
			isShuttingDown: () => this.#shutdown?.hasStarted ?? false,
		});
		if (this.#shutdown?.hasHooks) this.#watch.hearAtOnce();
	}

	#onGone(verdict: Verdict): void {
		const { exitCode } = this.#settings;
		try {
			void this.shutdown.begin({ type: 'parent-gone', exitCode, ...verdict });
		} catch (error) {
			// Our own files are gone, or no descriptor is left to load them; then no hook is registered.
			debug('the shutdown cannot be loaded: %s', (error as Error).message);
			exit(exitCode);
		}
	}

	#loadShutdown(): Shutdown {
		const { Shutdown } = require('./shutdown/shutdown') as typeof import('./shutdown/shutdown');
		return new Shutdown({
			settings: () => this.#settings,
			onHooks: (isFirst) => {
				if (isFirst) this.#watch.hearAtOnce();
				else this.#watch.forgetAtOnce();
			},
			protectOutput: () => {
				if (!this.#watch.hearsAtOnce) swallowBrokenPipes();
			},
			onNaturalEnd: (end) => this.#onNaturalEnd(end),
		});
	}

	/** A child that only its channel kept alive ends by itself when the parent is gone: with the true reason. */
	#onNaturalEnd(end: () => void): void {
		const { detection } = this.#watch;
		detection?.check('poll');
		if (detection && this.#watch.state === 'watching') detection.hold(NATURAL_END_HOLD, end);
		else if (!this.#shutdown?.hasStarted) end();
	}
}

function swallowBrokenPipes(): void {
	const { listenToOutput } = require('./detection/epipe') as typeof import('./detection/epipe');
	listenToOutput(() => true);
}

function isSameWatch(a: Settings, b: Settings): boolean {
	const pick = ({ pid, ancestors, interval, stdin, detached }: Settings) =>
		JSON.stringify([pid, ancestors, interval, stdin, detached]);
	return pick(a) === pick(b);
}
