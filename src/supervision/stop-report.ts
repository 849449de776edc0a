import { textOf } from '../runtime/errors.js';
import { readOnly } from '../runtime/read-only.js';
import type { ExecutorReport } from './executors.js';
import type { ChildReport } from './stop-ladder.js';

/** What a supervisor's stop came to. */
export interface StopReport {
	/** Whether everybody is gone. */
	readonly ok: boolean;
	/** How long it took, in ms. */
	readonly ms: number;
	/** How the stop of each child went. */
	readonly children: ChildReport[];
	/** What became of each executor. */
	readonly executors: ExecutorReport[];
	/** Paths that are still tracked: they are removed when this process ends. */
	readonly leaked: readonly string[];
	/** One line for each that had to be killed or forced, could not be ended, or is leaked. */
	readonly warnings: string[];
}

export function reportStop(report: Omit<StopReport, 'ok' | 'warnings'>): StopReport {
	const { children, executors, leaked } = report;
	const isLeft = children.some(({ endedBy, tree }) => endedBy === 'nothing' || tree?.left.length);
	const warnings = [
		...executors.flatMap(warn),
		...children.flatMap(({ warning }) => warning ?? []),
		...leaked.map((path) => `${path} is still tracked, and will be removed`),
	];
	return readOnly({
		ok: !isLeft && executors.every(({ outcome }) => outcome !== 'left'),
		...report,
		warnings,
	});
}

function warn({ name, outcome, ms, error }: ExecutorReport): string[] {
	if (outcome === 'closed') return [];
	const why = error === undefined ? '' : `: ${textOf(error)}`;
	return [`executor ${name} was not closed, but ${outcome} after ${Math.round(ms)} ms${why}`];
}
