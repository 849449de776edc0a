/** One way to end whatever ends only when it is told: step by step, each harder than the one before. */
import { within } from './timeout.js';

export interface Step<Name extends string> {
	name: Name;
	/** How long is waited for the end, in ms. Time in which this process did not run does not count. */
	ms: number;
	/** Its time counts from when this is done. */
	act(): unknown;
	/** Resolves where it is of no use to wait any longer. */
	isInVain?: (() => Promise<unknown>) | undefined;
}

/**
 * Takes one step after another until `ended` settles.
 *
 * @returns the step during which it did; `undefined` where none helped
 * @throws the reason of the signal, if that is aborted before
 */
export async function takeSteps<Name extends string>(
	steps: readonly Step<Name>[],
	ended: Promise<unknown>,
	signal?: AbortSignal | undefined,
): Promise<Name | undefined> {
	const hasEnded = ended.then(
		() => true,
		() => true,
	);
	for (const { name, ms, act, isInVain } of steps) {
		signal?.throwIfAborted();
		await act();
		const waits = isInVain ? [hasEnded, isInVain().then(() => false)] : [hasEnded];
		if (await within(Promise.race(waits), ms, { isFair: true, signal })) return name;
	}
	return undefined;
}
