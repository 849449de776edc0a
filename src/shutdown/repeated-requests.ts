import type { ShutdownReason } from './reason.js';

/** What a request to end means: it starts the shutdown, changes nothing, or is for an end at once. */
export type Meaning = 'start' | 'nothing' | 'at once';

/** Counts the requests to end: the first starts the shutdown, the second ends the process at once. */
export class RepeatedRequests {
	#requests = 0;
	/** Whether a SIGTERM has come that was not taken for a second request. */
	#isForgiven = false;

	/** Whether a supervisor stops us, and ends us if we take too long. */
	constructor(private readonly isSupervised: () => boolean) {}

	/** What is asked for by SIGTERM, or in its stead, may be the next step of a supervisor's ladder. */
	judge(isTermination: boolean, reason: ShutdownReason | undefined): Meaning {
		if (isTermination && this.#isStepOfLadder(reason)) return 'nothing';
		this.#requests += 1;
		return this.#requests < 2 ? 'start' : 'at once';
	}

	/** The next request is for an end at once, though there was none before. */
	exhaust(): void {
		this.#requests = 1;
	}

	/**
	 * A supervisor goes on to SIGTERM where its interrupt was too slow for it, or when a Ctrl+C, or the end of
	 * the terminal, has reached us both. That is no impatience, for which it has SIGKILL; once.
	 */
	#isStepOfLadder(reason: ShutdownReason | undefined): boolean {
		const { type, signal = '' } = reason ?? {};
		const isInterrupted = type === 'interrupt' || ['SIGINT', 'SIGHUP'].includes(signal);
		if (!isInterrupted || this.#isForgiven || !this.isSupervised()) return false;
		this.#isForgiven = true;
		return true;
	}
}
