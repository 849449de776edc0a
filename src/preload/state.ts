/** What a process is when the package is loaded. */
import { type Inherited, isOff, LIFELINE, readInherited } from '../environment.js';
import { writeOwnIdentity } from '../processes/own-identity.js';
import { attempt } from '../runtime/attempt.js';
import { Poll } from '../runtime/poll.js';
import { env, exit, isMainThread, pid, setImmediate } from '../runtime/system.js';
import { nameByPath } from './named-preload.js';
import { isOrphan, looksUnchanged, needsWatch } from './parent-look.js';

/** What the preload asks of the watchdog. */
export interface PreloadedWatchdog {
	startPreloaded(source: 'load' | 'poll'): void;
	onLifelineData(chunk: Buffer): void;
	onLifelineEnd(): void;
}

export interface PreloadedLifeline {
	readonly isOpen: boolean;
	send(line: string): void;
}

/** How the layers above are loaded, when they are first needed. */
export interface Loaders<Watchdog extends PreloadedWatchdog, Lifeline extends PreloadedLifeline> {
	loadWatchdog(state: State<Watchdog, Lifeline>): Watchdog;
	/** `undefined` where the environment names none that is ours. */
	loadLifeline(
		inherited: Inherited,
		onData: (chunk: Buffer) => void,
		onEnd: () => void,
	): Lifeline | undefined;
}

export class State<
	Watchdog extends PreloadedWatchdog = PreloadedWatchdog,
	Lifeline extends PreloadedLifeline = PreloadedLifeline,
> {
	/** The parent as it was then: whatever `process.ppid` says later is compared with it. */
	readonly ppid = process.ppid;
	/** What the environment said then, before our own identity is written into it. */
	readonly inherited = readInherited(env);
	/** How often the preload has looked before the watch was loaded. */
	ticks = 0;
	#withdraw: (() => void) | undefined;
	#poll: Poll | undefined;
	#watchdog: Watchdog | undefined;
	#lifeline: { taken: Lifeline | undefined } | undefined;

	constructor(private readonly loaders: Loaders<Watchdog, Lifeline>) {}

	/** Loaded when it is first needed, by the copy of the package that was there first. */
	get watchdog(): Watchdog {
		return this.#load('load');
	}

	/**
	 * For the preload, which is `file`: nothing more is loaded, and what the program does to the loader, to `fs` or to
	 * `process` stays its own business, until a look at the parent finds anything out of the ordinary.
	 */
	preload(file: string | undefined): void {
		if (this.#poll || !isMainThread || isOff(env)) return;
		if (file) nameByPath(env, file);
		if (this.#watchdog) return this.#watchdog.startPreloaded('load');
		const isWatchNeeded = needsWatch(env, this.inherited, this.ppid);
		this.announce();
		// Nothing is said on it before; the program's first line does not wait for it.
		if (this.inherited.lifeline) setImmediate(() => attempt(() => this.lifeline)).unref();
		// It is taken, and its number means nothing to our descendants.
		delete env[LIFELINE];
		this.#poll = new Poll(undefined, () => this.#look());
		// What we may not read now (permission model, another user) is tried again, and ends no program.
		if (isWatchNeeded) attempt(() => this.#load('load'));
	}

	/** That of our supervisor; `undefined` where none is held towards us. */
	get lifeline(): Lifeline | undefined {
		this.#lifeline ??= { taken: this.#takeLifeline() };
		return this.#lifeline.taken;
	}

	/** Writes our identity into the environment, for our descendants; once. */
	announce(): void {
		this.#withdraw ??= writeOwnIdentity(env);
	}

	withdraw(): void {
		this.#withdraw?.();
		this.#withdraw = undefined;
	}

	#takeLifeline(): Lifeline | undefined {
		if (!this.inherited.lifeline || !isMainThread || isOff(env)) return undefined;
		const lifeline = this.loaders.loadLifeline(
			this.inherited,
			(chunk) => attempt(() => this.watchdog)?.onLifelineData(chunk),
			() => {
				this.#poll?.hurry();
				attempt(() => this.watchdog)?.onLifelineEnd();
			},
		);
		// Ours or not: we pass none on, so to our descendants it names nothing, or something else.
		delete env[LIFELINE];
		// Whether the program loads more of the package or not, its supervisor knows that it hears.
		lifeline?.send(`${JSON.stringify({ type: 'hello', pid })}\n`);
		return lifeline;
	}

	/** Returns whether the next look may come late: the lifeline is there, and did not close at the start. */
	#look(): boolean {
		this.ticks += 1;
		if (!looksUnchanged(this.ppid, this.inherited, this.ticks === 1)) this.#loadAtTick();
		return this.ticks > 2 && this.#lifeline?.taken?.isOpen === true;
	}

	#loadAtTick(): void {
		try {
			this.#load('poll');
		} catch {
			// Our files cannot be loaded (no descriptor is left, `fs` is mocked, they are gone): the next tick
			// tries again. Until then nobody can have registered a hook, and there is nothing to do but end.
			if (isOrphan(this.ppid)) exit(129);
		}
	}

	#load(source: 'load' | 'poll'): Watchdog {
		this.#watchdog ??= this.loaders.loadWatchdog(this);
		if (this.#poll) {
			// What fails here leaves the poll, and is tried again.
			this.#watchdog.startPreloaded(source);
			this.#poll.stop();
			this.#poll = undefined;
		}
		return this.#watchdog;
	}
}
