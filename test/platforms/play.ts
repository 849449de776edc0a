/** Tries a behaviour in a runtime, and judges what comes of it by what is documented. */
import { isDeepStrictEqual } from 'node:util';
import type { Behaviour } from './behaviour.js';
import type { Difference } from './difference.js';
import { findDifference } from './differences.js';
import type { Runtime } from './runtime.js';

export interface Cell {
	state: 'holds' | 'differs' | 'impossible' | 'failed';
	/** Where it differs. */
	difference?: Difference;
	/** Why it failed. */
	problem?: string;
}

export async function play(behaviour: Behaviour, runtime: Runtime): Promise<Cell> {
	const difference = findDifference(behaviour.name, runtime.name);
	if (difference && !difference.story) return { state: 'impossible', difference };
	const expected = difference?.story ?? behaviour.story;
	const first = await tryOnce(behaviour, runtime, expected);
	// Machines stand still at times: what fails twice, fails.
	const problem = first && (await tryOnce(behaviour, runtime, expected));
	if (problem) return { state: 'failed', problem };
	return difference ? { state: 'differs', difference } : { state: 'holds' };
}

async function tryOnce(
	behaviour: Behaviour,
	runtime: Runtime,
	expected: readonly string[],
): Promise<string | undefined> {
	const undo: (() => unknown)[] = [];
	try {
		const story = await behaviour.play({ runtime, t: { after: (one) => undo.push(one) } });
		if (isDeepStrictEqual(story, expected)) return undefined;
		return `expected ${JSON.stringify(expected)}, but ${JSON.stringify(story)}`;
	} catch (error) {
		return (error as Error).stack ?? String(error);
	} finally {
		for (const one of undo) await one();
	}
}
