import type { Settings } from '../options.js';
import type { ExpectedParent } from '../processes/expected-parent.js';
import type { Verdict } from '../protocol/verdict.js';
import { attempt } from '../runtime/attempt.js';
import { debug, publish } from '../runtime/diagnostics.js';
import { DEFAULT_INTERVAL } from '../runtime/poll.js';
import { isDisconnected } from '../runtime/system.js';
import { Detection } from './detection.js';
import { closeTarget, probe } from './probe.js';
import { type LifelineSource, Sources } from './sources.js';
import { chooseTargets, createTarget } from './target.js';
import { chooseState, isToOutlive, turnsOutToOutlive, type WatchState } from './watch-state.js';

/** Whether this process watches, whom, and by which sources. */
export class Watch {
	state: WatchState = 'idle';
	detection: Detection | undefined;
	#settings: Settings | undefined;
	#sources: Sources | undefined;
	#ticks: number;

	constructor(
		/** Our parent as it was when we were loaded. */
		private readonly ppid: number,
		/** How often the preload has looked at it since. */
		ticks: number,
		/** Returns whether the process ends. */
		private readonly onGone: (verdict: Verdict) => boolean,
		/** What else is to be looked after at every tick of the poll. */
		private readonly onTick: () => void,
	) {
		this.#ticks = ticks;
	}

	get pids(): readonly number[] {
		return this.detection?.targets.map(({ pid }) => pid) ?? [];
	}

	/** Starts, or goes on with other settings; an open suspicion stays open. */
	start(
		settings: Settings,
		expected: ExpectedParent | undefined,
		lifeline: LifelineSource | undefined,
	): void {
		this.#release();
		this.#settings = settings;
		this.state = chooseState(settings);
		if (this.state === 'watching') this.#watch(settings, expected, lifeline);
		else this.#forget();
		const { interval = DEFAULT_INTERVAL } = settings;
		debug('%s: pid %s, every %d ms', this.state, this.pids.join(', ') || '-', interval);
		publish('watch', { state: this.state, pids: this.pids, interval });
	}

	isParentAlive(): boolean {
		const { detection, ppid } = this;
		if (detection) return detection.isAlive();
		// Who does not watch may ask all the same.
		return this.state !== 'gone' && probe(createTarget(ppid, ppid)) !== 'gone';
	}

	stop(): void {
		this.#release();
		this.#forget();
		this.state = 'stopped';
	}

	/** One look, as at a tick: for the end of the event loop. */
	look(): void {
		this.#sources?.look();
	}

	/** Whether it turns out that we lead a session, and so were told to outlive the parent that is gone. */
	isToOutlive({ detectedBy }: Verdict): boolean {
		return detectedBy !== 'lease' && turnsOutToOutlive(this.#settings?.detached ?? false);
	}

	/** Adds the sources that hear of the parent's end at once; they need listeners. Returns if they are there. */
	startPushSources(): boolean {
		return this.#sources?.startPush() ?? false;
	}

	stopPushSources(): void {
		this.#sources?.stopPush();
	}

	/** A shutdown has begun: the readers of stdout and stderr may be gone. */
	protectOutput(): void {
		const push = this.#sources?.push;
		if (push) push.swallow();
		else swallowBrokenPipes();
	}

	onLifelineEnd(): void {
		this.#sources?.onLifelineEnd();
	}

	#watch(
		settings: Settings,
		expected: ExpectedParent | undefined,
		lifeline: LifelineSource | undefined,
	): void {
		const isNew = this.detection === undefined;
		this.detection ??= new Detection(this.onGone);
		const { detection, ppid } = this;
		// Who was told to outlive its parent, and has a lease, watches that alone.
		const isAlone = isToOutlive(settings.detached);
		detection.targets = isAlone ? [] : chooseTargets(settings, expected, ppid);
		this.#sources ??= new Sources(detection, ppid, lifeline, this.#ticks, this.onTick);
		this.#sources.start(settings);
		if (isNew && isDisconnected()) this.#sources.onChannelClosed();
	}

	#release(): void {
		this.#sources?.release();
		for (const target of this.detection?.targets ?? []) closeTarget(target);
	}

	/** A watch that starts again looks at the channel again. */
	#forget(): void {
		this.detection?.stop();
		this.#sources?.stopPush();
		this.#ticks = this.#sources?.ticks ?? this.#ticks;
		this.#sources = undefined;
		this.detection = undefined;
	}
}

function swallowBrokenPipes(): void {
	attempt(
		() =>
			(require('./sources/epipe.js') as typeof import('./sources/epipe.js')).listenToOutput(
				() => true,
			),
		(error) => debug('stdout and stderr stay as they are: %s', error.message),
	);
}
