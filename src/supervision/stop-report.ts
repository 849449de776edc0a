import type { ChildReport } from './stop-ladder.js';

/** What a supervisor's stop came to. */
export interface StopReport {
	/** Whether everybody is gone. */
	ok: boolean;
	/** How long it took, in ms. */
	ms: number;
	children: ChildReport[];
	/** One line for each that had to be killed, or could not be ended. */
	warnings: string[];
}

export function reportStop(children: ChildReport[], ms: number): StopReport {
	return {
		ok: children.every(({ endedBy }) => endedBy !== 'nothing'),
		ms,
		children,
		warnings: children.flatMap(({ warning }) => warning ?? []),
	};
}
