import type { Settings } from '../options.js';
import type { ExpectedParent } from '../processes/expected-parent.js';
import { readSelf } from '../processes/proc.js';
import { attempt } from '../runtime/attempt.js';
import { debug } from '../runtime/diagnostics.js';
import { Poll } from '../runtime/poll.js';
import { isDisconnected } from '../runtime/system.js';
import type { Detection } from './detection.js';
import { startLease } from './sources/lease.js';
import type { PushSources } from './sources/push.js';
import type { StdinSource } from './sources/stdin.js';

/** A lifeline as a source: who holds it towards us, and whether its end would be heard at once. */
export interface LifelineSource {
	readonly isOpen: boolean;
	readonly supervisor: ExpectedParent;
}

/**
 * Within so many ticks a channel that closes may have been closed by a parent that was gone before we
 * looked for it, so a push source counts as live only later.
 */
const EARLY_TICKS = 2;

/** All that tells a detection of the parent's end: a poll always, the rest where it is there. */
export class Sources {
	push: PushSources | undefined;
	#poll: Poll | undefined;
	#stdin: StdinSource | undefined;
	#stopWithoutProc: (() => void) | undefined;
	#stopLease: (() => void) | undefined;
	#hasHooks = false;
	#isChannelClosed = false;

	constructor(
		private readonly detection: Detection,
		/** Our parent as it was when we were loaded. */
		private readonly ppid: number,
		private readonly lifeline: LifelineSource | undefined,
		/** How often the poll has looked, that of the preload included. */
		public ticks: number,
		/** What else is to be looked after at every tick of the poll. */
		private readonly onTick: () => void,
	) {}

	/** Starts with these settings, or goes on with them. */
	start(settings: Settings): void {
		this.release();
		this.#poll = new Poll(settings.interval, () => this.#lookAtTick(settings));
		this.#startOptional(settings);
		if (readSelf().hasProc) return;
		const other = load(() => require('./without-proc.js') as typeof import('./without-proc.js'));
		this.#stopWithoutProc = other?.checkWithoutProc(this.detection, settings);
	}

	/** One look, also at the channel: the program may have removed our 'disconnect' listener. */
	look(): void {
		if (isDisconnected()) this.onChannelClosed();
		this.detection.check('poll');
	}

	/** A 'disconnect' that came before us is not told again, so it is asked for at the start. */
	onChannelClosed(cleared?: () => void): void {
		if (this.#isChannelClosed && !cleared) return;
		if (!this.#isChannelClosed) this.detection.channel.isEarly = this.ticks <= EARLY_TICKS;
		this.#isChannelClosed = true;
		this.#poll?.hurry();
		this.detection.suspect('ipc', true, cleared);
	}

	onLifelineEnd(): void {
		this.#poll?.hurry();
		this.detection.suspect('lifeline', true);
	}

	/** Once there is a hook; what cannot be loaded now is tried again at the next tick. */
	startPush(): boolean {
		this.#hasHooks = true;
		if (this.push) return true;
		const push = load(() => require('./sources/push.js') as typeof import('./sources/push.js'));
		this.push = push?.startPushSources(this.detection, this.onChannelClosed.bind(this), () =>
			this.#poll?.hurry(),
		);
		return push !== undefined;
	}

	stopPush(): void {
		this.#hasHooks = false;
		this.push?.stop();
		this.push = undefined;
	}

	/** Undoes what `start()` did. */
	release(): void {
		this.#poll?.stop();
		this.#stdin?.stop();
		this.#stdin = undefined;
		this.#stopWithoutProc?.();
		this.#stopWithoutProc = undefined;
		this.#stopLease?.();
		this.#stopLease = undefined;
	}

	/** Returns whether the next look may come late. */
	#lookAtTick(settings: Settings): boolean {
		this.ticks += 1;
		this.onTick();
		this.#startOptional(settings);
		if (this.#hasHooks) this.startPush();
		this.#stdin?.pull();
		this.look();
		return this.ticks > EARLY_TICKS && this.#isPushed();
	}

	/** Whether a source that is live tells of the end of all that is watched. */
	#isPushed(): boolean {
		const { detection, lifeline } = this;
		const [target, ...others] = detection.targets;
		if (!target || others.length > 0 || detection.suspicion) return false;
		if (lifeline?.isOpen && lifeline.supervisor.pid === target.pid) return true;
		if (target.pid !== this.ppid) return false;
		return this.push?.isChannelLive() === true || this.#stdin?.isLive() === true;
	}

	/** Those that are asked for; what cannot be loaded now is tried again at the next tick. */
	#startOptional(settings: Settings): void {
		this.#stopLease ??= startLease(this.detection, settings);
		if (!settings.stdin || this.#stdin) return;
		const stdin = load(() => require('./sources/stdin.js') as typeof import('./sources/stdin.js'));
		this.#stdin = stdin?.listenToStdin(
			() => this.detection.conclude('stdin'),
			() => this.#poll?.hurry(),
		);
	}
}

/** What few processes need is loaded by those alone, and later where it cannot be loaded now. */
function load<Module>(require: () => Module): Module | undefined {
	return attempt(require, (error) => debug('not now: %s', error.message));
}
