import { monotonic } from './clock.js';
import { setImmediate } from './system.js';

/** How long the event loop waits for us at a time, in ms. */
const SLICE = 8;

/** Calls for each item, and lets the event loop have its turn in between. */
export async function inSlices<Item>(
	items: Iterable<Item>,
	call: (item: Item) => void,
): Promise<void> {
	let end = monotonic() + SLICE;
	for (const item of items) {
		if (monotonic() >= end) {
			await nextTurn();
			end = monotonic() + SLICE;
		}
		call(item);
		// What that has started goes on in between, and counts.
		await undefined;
	}
}

export function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
