/**
 * The one rule for repeated requests to end. One wish often arrives as several signals: a terminal sends SIGINT
 * to the whole group and npm, nodemon or cross-env pass it on (412 ms later was seen); a group gets SIGTERM and
 * so does each child from its supervisor; a closed terminal is a SIGHUP of the shell and one of the kernel. So
 * only a SIGINT that comes 500 ms or more after the first request is a person's impatience, and ends the process
 * at once. Every other repeat changes nothing: who sends SIGTERM twice has SIGKILL. Under a supervisor nothing
 * cuts the hooks short but the steps of its ladder.
 */
import { isSupervised } from '../environment.js';
import { env, setImmediate, setTimeout } from '../runtime/system.js';
import type { ReasonType } from './reason.js';

/** What a request means. */
export type Meaning = 'start' | 'nothing' | 'at once';

/** In ms. */
const IMPATIENCE = 500;

export class RepeatedRequests {
	#hasBegun = false;
	#isLateEnough = false;

	/** Something starts the shutdown, or would have; a request is only what somebody asked for. */
	begin(type: ReasonType): void {
		if (type !== 'parent-gone' && type !== 'exit') this.#noteFirst();
	}

	judge(signal: NodeJS.Signals, shutdown: 'not begun' | 'running' | 'over'): Meaning {
		if (shutdown === 'not begun') return 'start';
		if (shutdown === 'over') return 'at once';
		const isImpatient = signal === 'SIGINT' && this.#isLateEnough && !isSupervised(env);
		this.#noteFirst();
		return isImpatient ? 'at once' : 'nothing';
	}

	/**
	 * By the event loop and not by the clock: a signal that came while a hook blocked is told afterwards,
	 * in the turn in which the timer fires as well, and before the immediate.
	 */
	#noteFirst(): void {
		if (this.#hasBegun) return;
		this.#hasBegun = true;
		const setLateEnough = () => {
			this.#isLateEnough = true;
		};
		setTimeout(() => setImmediate(setLateEnough), IMPATIENCE).unref();
	}
}
