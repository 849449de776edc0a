import { createAbortController } from '../runtime/abort.js';
import { MAX_DELAY } from '../runtime/clock.js';
import { argumentError } from '../runtime/errors.js';
import { clearTimeout, setInterval, setTimeout } from '../runtime/system.js';

/**
 * Set once, by the supervisor; it only tells, and whoever hears it ends itself. In a process without a
 * supervisor, and in any other, it is set at the latest when the shutdown of the process starts.
 */
export interface StopEvent {
	/** Whether it has been set. */
	readonly isSet: boolean;
	/** Aborted when the event is set. */
	readonly signal: AbortSignal;
	/**
	 * Resolves with true once the event is set, with false after `timeoutMs` ms. Meanwhile the process
	 * stays alive.
	 *
	 * @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT`
	 */
	wait(timeoutMs?: number): Promise<boolean>;
}

/** What keeps the process alive while somebody waits. */
export interface Hold {
	hold(): void;
	release(): void;
}

export class SettableStopEvent implements StopEvent {
	/** Whether anybody has looked at it so far. */
	isUsed = false;
	/** Created when somebody looks: setting it comes before all cleanup hooks, and costs them time. */
	#controller: AbortController | undefined;
	#set: { reason: unknown } | undefined;

	constructor(private readonly lifeline: () => Hold | undefined = () => undefined) {}

	get isSet(): boolean {
		this.isUsed = true;
		return this.#set !== undefined;
	}

	get signal(): AbortSignal {
		this.isUsed = true;
		this.#controller ??= this.#createController();
		return this.#controller.signal;
	}

	/** Idempotent; `reason` becomes that of the signal. */
	set(reason?: unknown): void {
		if (this.#set) return;
		this.#set = { reason };
		this.#controller?.abort(reason);
	}

	wait(timeoutMs?: number): Promise<boolean> {
		checkTimeout('timeoutMs', timeoutMs);
		const { signal } = this;
		if (signal.aborted) return Promise.resolve(true);
		const lifeline = this.lifeline();
		lifeline?.hold();
		return new Promise((resolve) => {
			let timer: NodeJS.Timeout | undefined;
			const end = (isSet: boolean) => {
				clearTimeout(timer);
				signal.removeEventListener('abort', onAbort);
				lifeline?.release();
				resolve(isSet);
			};
			const onAbort = () => end(true);
			signal.addEventListener('abort', onAbort);
			// Without a lifeline, nothing else keeps the process alive.
			const isEndless = timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY;
			if (isEndless) timer = setInterval(() => {}, MAX_DELAY);
			else timer = setTimeout(() => end(false), Math.min(timeoutMs, MAX_DELAY));
		});
	}

	#createController(): AbortController {
		const controller = createAbortController();
		if (this.#set) controller.abort(this.#set.reason);
		return controller;
	}
}

/** @throws TypeError with code `ERR_PARENT_WATCHDOG_INVALID_ARGUMENT` */
export function checkTimeout(name: string, ms: unknown): void {
	const isDelay = ms === undefined || (typeof ms === 'number' && ms >= 0);
	if (!isDelay) throw argumentError(name, 'a number of ms, 0 or more', ms);
}
