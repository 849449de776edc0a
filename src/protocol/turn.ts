/** Shares each turn of the event loop between those who read messages, and the program. */
import { monotonic } from '../runtime/clock.js';
import { setImmediate } from '../runtime/system.js';

/** How much of a turn goes to messages, in ms; one message may take longer. */
const SHARE = 5;

/** When the share of this turn is used up. */
let end: number | undefined;
/** Who goes on in the next turn: who has waited longest comes first. */
const waiting = new Set<() => void>();

/** Whether there is time for another message in this turn. */
export function hasTime(): boolean {
	if (end === undefined) {
		end = monotonic() + SHARE;
		setImmediate(startTurn);
	}
	return monotonic() < end;
}

/** Calls it in the next turn. */
export function callNextTurn(work: () => void): void {
	waiting.add(work);
}

function startTurn(): void {
	end = undefined;
	for (const work of waiting) {
		if (!hasTime()) return;
		waiting.delete(work);
		work();
	}
}
