/** What a child is asked for: to end, by one signal or another. */
import type { AskingSignal } from '../protocol/guard-line.js';
import { argumentError } from '../runtime/errors.js';
import { isWindows } from '../runtime/system.js';
import type { ChildLines } from './child-lines.js';
import type { ChildSignals } from './child-signals.js';

export class ChildRequests {
	/** Whether we have asked it to end. */
	isMade = false;
	#isTerminated = false;

	constructor(
		private readonly signals: ChildSignals,
		private readonly lines: ChildLines,
		/** It was sent SIGTERM. */
		private readonly onTerminate: () => void,
	) {}

	interrupt(): boolean {
		return this.#ask('SIGINT', 'interrupt');
	}

	terminate(): boolean {
		const isSent = this.#ask('SIGTERM', 'terminate');
		if (isSent && !isWindows) this.signals.send('SIGCONT');
		if (isSent) this.#noteTerminated();
		return isSent;
	}

	/** A second SIGTERM would cut short what the first has begun. */
	terminateOnce(): void {
		if (!this.#isTerminated) this.terminate();
	}

	kill(...signal: readonly unknown[]): boolean {
		if (signal.length > 0) {
			const expected = 'left out: for SIGTERM there is terminate(), for SIGINT interrupt()';
			throw argumentError('the signal of kill()', expected, signal[0]);
		}
		this.isMade = true;
		return this.signals.send('SIGKILL');
	}

	/** With `tree`, the whole group where nothing else tells who is in it. */
	async terminateNow(tree: boolean): Promise<void> {
		if (!tree || !this.signals.standsForGroup) return void this.terminate();
		if (await this.signals.sendToGroup('SIGTERM')) this.#noteTerminated();
	}

	async killNow(tree: boolean): Promise<void> {
		if (!tree || !this.signals.standsForGroup) return void this.kill();
		await this.signals.sendToGroup('SIGKILL');
	}

	/** By a signal; on Windows, where a signal ends a process at once, over the lifeline if that is heard. */
	#ask(signal: AskingSignal, type: 'interrupt' | 'terminate'): boolean {
		if (!this.signals.isAlive) return false;
		this.isMade = true;
		if (isWindows && this.lines.ask({ type })) return true;
		const isSent = this.signals.send(signal);
		if (isSent) this.lines.announceSignal(signal);
		return isSent;
	}

	#noteTerminated(): void {
		this.#isTerminated = true;
		this.onTerminate();
	}
}
