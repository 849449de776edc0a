import { hasNoFolder, readSelf, readStat } from './detection/identity.js';
import type { Lifeline } from './detection/lifeline.js';
import {
	forgetLifeline,
	isOff,
	isSpecial,
	parseLifeline,
	readInherited,
	writeOwnIdentity,
} from './environment.js';
import {
	clearInterval,
	env,
	errorCode,
	exit,
	isDisconnected,
	isMainThread,
	isWindows,
	kill,
	pid,
	readPpid,
	setImmediate,
	setInterval,
} from './system.js';
import type { Watchdog } from './watch-parent.js';

/** The poll period in ms where nobody says otherwise. */
export const DEFAULT_INTERVAL = 250;

/** What is recorded when the first copy of the package is loaded. */
export class State {
	/** The parent as it was then: whatever `process.ppid` says later is compared with it. */
	readonly ppid = process.ppid;
	/** What the environment said then, before our own identity is written into it. */
	readonly inherited = readInherited(env);
	/** How often the preload has looked before the watch was loaded. */
	ticks = 0;
	#withdraw: (() => void) | undefined;
	#timer: NodeJS.Timeout | undefined;
	#watchdog: Watchdog | undefined;
	#lifeline: { taken: Lifeline | undefined } | undefined;

	/** Loaded when it is first needed, by the copy of the package that was there first. */
	get watchdog(): Watchdog {
		return this.#load('load');
	}

	/**
	 * For the preload: nothing more is loaded, and what the program does to the loader, to `fs` or to
	 * `process` stays its own business, until a look at the parent finds anything out of the ordinary.
	 */
	preload(): void {
		if (this.#timer || !isMainThread || isOff(env)) return;
		if (this.#watchdog) return this.#watchdog.startPreloaded('load');
		this.announce();
		// Nothing is said on it before; the program's first line does not wait for it.
		if (this.inherited.lifeline) setImmediate(() => attempt(() => this.lifeline)).unref();
		forgetLifeline(env);
		this.#timer = setInterval(() => this.#onTick(), DEFAULT_INTERVAL).unref();
		if (isSpecial(env, this.inherited, this.ppid)) this.#load('load');
	}

	/** That of our supervisor; `undefined` where none is held towards us. */
	get lifeline(): Lifeline | undefined {
		this.#lifeline ??= { taken: this.#takeLifeline() };
		return this.#lifeline.taken;
	}

	#takeLifeline(): Lifeline | undefined {
		const named = isMainThread && !isOff(env) ? parseLifeline(this.inherited) : undefined;
		if (!named) return undefined;
		// Ours or not: we pass none on, so to our descendants it names nothing, or something else.
		forgetLifeline(env);
		const { takeLifeline } =
			require('./detection/lifeline.js') as typeof import('./detection/lifeline.js');
		const lifeline = takeLifeline(named, {
			onData: (chunk) => attempt(() => this.watchdog)?.onLifelineData(chunk),
			onEnd: () => attempt(() => this.watchdog)?.onLifelineEnd(),
		});
		// Whether the program loads more of the package or not, its supervisor knows that it hears.
		lifeline?.send(`${JSON.stringify({ type: 'hello', pid })}\n`);
		return lifeline;
	}

	/** Writes our identity into the environment, for our descendants; once. */
	announce(): void {
		this.#withdraw ??= writeOwnIdentity(env);
	}

	withdraw(): void {
		this.#withdraw?.();
		this.#withdraw = undefined;
	}

	#onTick(): void {
		this.ticks += 1;
		if (this.#isAsBefore()) return;
		try {
			this.#load('poll');
		} catch {
			// Our files cannot be loaded (no descriptor is left, `fs` is mocked, they are gone): the next tick
			// tries again. Until then nobody can have registered a hook, and there is nothing to do but end.
			if (isOrphan(this.ppid)) exit(129);
		}
	}

	/** The cheapest probes of all; whether the parent is gone is for the watch to decide. */
	#isAsBefore(): boolean {
		const { ppid, inherited, ticks } = this;
		if (!readSelf().hasProc || isDisconnected() || readPpid() !== ppid || isUnused(ppid))
			return false;
		if (ticks > 1 || !inherited.parent) return true;
		return inherited.parent === `${ppid}:${readStat(ppid)?.start}`;
	}

	#load(source: 'load' | 'poll'): Watchdog {
		this.#watchdog ??= createWatchdog(this);
		if (this.#timer) {
			// What fails here leaves the timer, and is tried again.
			this.#watchdog.startPreloaded(source);
			clearInterval(this.#timer);
			this.#timer = undefined;
		}
		return this.#watchdog;
	}
}

/** While no descriptor is left, nothing can be loaded: the program must not hear of it, and the poll goes on. */
function attempt<T>(load: () => T): T | undefined {
	try {
		return load();
	} catch {
		return undefined;
	}
}

function createWatchdog(state: State): Watchdog {
	const { Watchdog } = require('./watch-parent.js') as typeof import('./watch-parent.js');
	return new Watchdog(state);
}

/** What is certain without any more of our files: our parent is another one, and the old one is no more. */
function isOrphan(ppid: number): boolean {
	if (isWindows || readPpid() === ppid || readSelf().leadsSession) return false;
	return isUnused(ppid) || hasNoFolder(ppid);
}

/** Whether no process has that pid; 0 is none, but a parent outside our pid namespace. */
function isUnused(pid: number): boolean {
	if (pid === 0) return false;
	try {
		kill(pid, 0);
		return false;
	} catch (error) {
		return errorCode(error) === 'ESRCH';
	}
}

/**
 * One watchdog a process, also where two copies of the package are installed: the first one loaded
 * serves both. The number changes when the two could not understand each other any more.
 */
const KEY = Symbol.for('parent-watchdog@1');

export const state: State =
	((globalThis as Record<symbol, unknown>)[KEY] as State | undefined) ?? createState();

function createState(): State {
	const value = new State();
	// Not enumerable: programs look for globals that leaked.
	Object.defineProperty(globalThis, KEY, { value, configurable: true });
	return value;
}
