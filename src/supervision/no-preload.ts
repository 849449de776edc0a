import { ParentWatchdogError } from '../runtime/errors.js';

const problemsOfPreload = new Set<string>();

/** Once for each problem: what holds for one child holds for its like. */
export function warnOfNoPreload(problem: string): void {
	if (problemsOfPreload.has(problem)) return;
	problemsOfPreload.add(problem);
	const message = `no preload for children: ${problem}. Install parent-watchdog where they find and may read it, or let the children load it themselves and supervise them with preload: false`;
	process.emitWarning(new ParentWatchdogError('ERR_PARENT_WATCHDOG_NO_PRELOAD', message));
}
