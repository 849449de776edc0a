/** The trials as JSON; the shape is documented in docs/command.md. */
import { survivorsOf, type Trial, type VerifyOptions } from './trial.js';

export function toJson(words: readonly string[], options: VerifyOptions, trials: readonly Trial[]) {
	const { kill, timeout } = options;
	return { command: words, signal: kill, timeout, trials: trials.map(toObject) };
}

function toObject(trial: Trial): object {
	const { withPreload, victim, problem, processes, leftovers } = trial;
	return {
		withPreload,
		victim,
		problem: problem ?? null,
		survivors: survivorsOf(trial).map(({ pid }) => pid),
		processes: processes.map((one) => ({
			...one,
			endedAt: one.endedAt ?? null,
			noticed: one.noticed ?? null,
		})),
		leftovers,
	};
}
