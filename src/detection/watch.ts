import { isOff } from '../environment.js';
import type { Settings } from '../options.js';
import type { ExpectedParent } from '../processes/expected-parent.js';
import { readSelf } from '../processes/proc.js';
import type { Verdict } from '../protocol/verdict.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { env, isDisconnected, isMainThread } from '../runtime/system.js';
import { Detection } from './detection.js';
import {
	attempt,
	isAdopted,
	loadWithoutProc,
	watchLease,
	watchStdin,
	watchWithoutProc,
} from './lazy.js';
import type { ParentWatch, WatchState } from './parent-watch.js';
import { closeTarget, probe } from './probe.js';
import { startPolling } from './sources/poll.js';
import { chooseTargets, createTarget } from './target.js';

/** What was recorded when the package was loaded, and our identity in the environment. */
interface ProcessState {
	readonly ppid: number;
	readonly ticks: number;
	announce(): void;
	withdraw(): void;
}

export interface WatchContext {
	state: ProcessState;
	settings: Settings;
	expected: ExpectedParent | undefined;
	onGone(verdict: Verdict): void;
	/** Something that lives with the watch, such as the guard. */
	startCompanion(detection: Detection): () => void;
	isShuttingDown(): boolean;
}

/** Starts and stops the sources of a detection, and undoes all that they did. */
export class Watch implements ParentWatch {
	state: WatchState = 'idle';
	detection: Detection | undefined;
	#context: WatchContext | undefined;
	#stops: (() => void)[] = [];
	#stopPushSources: (() => void) | undefined;
	#hasHooks = false;
	#isChannelClosed = false;
	#closedEarly = false;
	#ticks = 0;

	/** With our parent as it was when we were loaded. */
	constructor(private readonly ppid: number) {}

	get pids(): readonly number[] {
		return this.detection?.targets.map(({ pid }) => pid) ?? [];
	}

	get hasPushSources(): boolean {
		return this.#stopPushSources !== undefined;
	}

	/** Starts, or goes on with other settings; an open suspicion stays open. */
	start(context: WatchContext): void {
		this.#release();
		this.#context = context;
		this.state = chooseState(context);
		const isMember = this.state === 'watching' || this.state === 'detached';
		if (isMember) context.state.announce();
		if (this.state === 'watching') this.#watch(context);
		else this.#forget();
		const { interval } = context.settings;
		debug('%s: pid %s, every %d ms', this.state, this.pids.join(', ') || '-', interval);
		publish('watch', { state: this.state, pids: this.pids, interval });
	}

	isParentAlive(): boolean {
		const { detection } = this;
		if (!detection && this.state !== 'gone') return isPpidAlive(this.ppid);
		return detection?.isAlive() ?? false;
	}

	stop(): void {
		if (this.state === 'gone') return;
		this.#release();
		this.#forget();
		this.#context?.state.withdraw();
		this.state = 'stopped';
	}

	[Symbol.dispose](): void {
		this.stop();
	}

	/** For ticks and the end of the event loop: the program may have removed our 'disconnect' listener. */
	look(): void {
		if (isDisconnected()) this.#onChannelClosed();
		this.detection?.check('poll');
	}

	/**
	 * For an instance that does not watch: once through what follows the closing of the channel, with a
	 * target that never was.
	 */
	warmUp(context: WatchContext): void {
		this.#context = context;
		const { ppid } = this;
		this.detection = this.#createDetection();
		this.detection.targets = [createTarget(ppid, ppid), { ...createTarget(0, 0), replaced: true }];
		this.#onChannelClosed();
	}

	/** Adds the sources that hear of the parent's end at once; they need listeners. */
	startPushSources(): void {
		const { detection } = this;
		this.#hasHooks = true;
		if (!detection || this.#stopPushSources) return;
		const load = attempt(() => require('./sources/push.js') as typeof import('./sources/push.js'));
		this.#stopPushSources = load?.startPushSources(
			detection,
			this.#onChannelClosed.bind(this),
			() => this.#context?.isShuttingDown() ?? false,
		);
	}

	stopPushSources(): void {
		this.#hasHooks = false;
		this.#stopPushSources?.();
		this.#stopPushSources = undefined;
	}

	#watch({ settings, expected, state, startCompanion }: WatchContext): void {
		// Who was told to outlive its parent, and has a lease, watches that alone.
		const targets = isToOutlive(settings) ? [] : chooseTargets(settings, expected, state.ppid);
		const isNew = this.detection === undefined;
		this.detection ??= this.#createDetection();
		const { detection } = this;
		detection.targets = targets;
		let stdin = settings.stdin ? watchStdin(detection) : undefined;
		let stopLease = watchLease(detection, settings);
		this.#stops.push(() => stdin?.stop());
		this.#stops.push(() => stopLease?.());
		const tick = () => {
			this.#ticks += 1;
			if (settings.stdin) stdin ??= watchStdin(detection);
			stopLease ??= watchLease(detection, settings);
			if (this.#hasHooks) this.startPushSources();
			stdin?.pull();
			this.look();
		};
		this.#stops.push(startPolling(settings.interval, tick));
		this.#stops.push(startCompanion(detection));
		if (!readSelf().hasProc) this.#stops.push(watchWithoutProc(detection, settings));
		// A 'disconnect' that came before us is not told again.
		if (isNew && isDisconnected()) this.#onChannelClosed();
	}

	#createDetection(): Detection {
		const wasAdopted = () => this.#closedEarly && isAdopted(this.detection?.targets[0]);
		return new Detection(wasAdopted, this.#onGone.bind(this));
	}

	#release(): void {
		for (const stop of this.#stops.splice(0).reverse()) stop();
		for (const target of this.detection?.targets ?? []) closeTarget(target);
	}

	/** A watch that starts again looks at the channel again. */
	#forget(): void {
		this.detection?.stop();
		this.stopPushSources();
		this.detection = undefined;
		this.#isChannelClosed = false;
	}

	/** Soon after the start, a channel may have been closed by a parent that was gone before we looked. */
	#onChannelClosed(cleared?: () => void): void {
		if (this.#isChannelClosed && !cleared) return;
		const ticks = this.#ticks + (this.#context?.state.ticks ?? 0);
		if (!this.#isChannelClosed) this.#closedEarly = ticks <= 2;
		this.#isChannelClosed = true;
		this.detection?.suspect('ipc', true, cleared);
	}

	#onGone(verdict: Verdict): boolean {
		const { leadsSession } = readSelf();
		if (leadsSession === undefined && verdict.detectedBy !== 'lease' && this.#isToldToOutlive()) {
			this.stop();
			return false;
		}
		this.state = 'gone';
		this.#context?.onGone(verdict);
		return true;
	}

	/** Without `/proc` only a program tells who leads a session; it is asked when it matters. */
	#isToldToOutlive(): boolean {
		if (this.#context?.settings.detached) return false;
		return loadWithoutProc()?.askForSession() ?? false;
	}
}

function chooseState({ settings }: WatchContext): WatchState {
	if (!isMainThread) return 'worker-thread';
	if (isOff(env)) return 'off';
	return isToOutlive(settings) && !settings.lease ? 'detached' : 'watching';
}

/** Whoever has it lead a session of its own has told it to outlive its parent. */
function isToOutlive({ detached }: Settings): boolean {
	return readSelf().leadsSession === true && !detached;
}

/** Who does not watch may ask all the same. */
function isPpidAlive(ppid: number): boolean {
	return probe(createTarget(ppid, ppid)) !== 'gone';
}
