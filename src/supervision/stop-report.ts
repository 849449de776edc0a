import { textOf } from '../errors.js';
import type { ExecutorReport } from './executors.js';
import type { ChildReport } from './stop-ladder.js';

/** What a supervisor's stop came to. */
export interface StopReport {
	/** Whether everybody is gone. */
	ok: boolean;
	/** How long it took, in ms. */
	ms: number;
	children: ChildReport[];
	executors: ExecutorReport[];
	/** One line for each that had to be killed or forced, or could not be ended. */
	warnings: string[];
}

export function reportStop(
	children: ChildReport[],
	executors: ExecutorReport[],
	ms: number,
): StopReport {
	const isLeft = children.some(({ endedBy }) => endedBy === 'nothing');
	return {
		ok: !isLeft && executors.every(({ outcome }) => outcome !== 'left'),
		ms,
		children,
		executors,
		warnings: [...executors.flatMap(warn), ...children.flatMap(({ warning }) => warning ?? [])],
	};
}

function warn({ name, outcome, ms, error }: ExecutorReport): string[] {
	if (outcome === 'closed') return [];
	const why = error === undefined ? '' : `: ${textOf(error)}`;
	return [`executor ${name} was not closed, but ${outcome} after ${Math.round(ms)} ms${why}`];
}
