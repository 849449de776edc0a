import type { StopTimes } from './options.js';

/** The times of all steps of the ladder. */
export type Steps = Required<{ [Name in keyof StopTimes]: Exclude<StopTimes[Name], undefined> }>;

const DEFAULT_STEPS: Steps = {
	event: 1000,
	interrupt: false,
	terminate: 3000,
	kill: 1000,
	tree: false,
};

/** What `others` leave open is as it was. */
export function mergeSteps(...others: (StopTimes | undefined)[]): Steps {
	const steps = { ...DEFAULT_STEPS };
	for (const other of others) {
		for (const name of Object.keys(DEFAULT_STEPS) as (keyof Steps)[]) {
			const value = other?.[name];
			if (value !== undefined) Object.assign(steps, { [name]: value });
		}
	}
	return steps;
}

/**
 * Shortens all steps alike, so that together they take no more than `limit` ms; but however long the
 * others are, who is killed has a fifth of that to be gone.
 */
export function scaleTimeouts(steps: Steps, limit = Number.POSITIVE_INFINITY): Steps {
	const { event, interrupt, terminate, kill } = steps;
	const others = [event, interrupt, terminate].reduce<number>((sum, ms) => sum + (ms || 0), 0);
	const total = others + kill;
	if (total <= limit) return steps;
	const killed = Math.max((kill * limit) / total, Math.min(kill, limit / 5));
	const fit = (ms: number | false) => ms && (ms * (limit - killed)) / others;
	return {
		...steps,
		event: fit(event),
		interrupt: fit(interrupt),
		terminate: fit(terminate),
		kill: killed,
	};
}
