/** Who is supervised by whom, and whose reaper a process is: what they claim, where their places fit it. */
import { runsReaper } from '../../processes/reaper-claim.js';
import { isLost, leadsSession } from './orphanhood.js';
import type { Sighting, Survey } from './survey.js';

/** The supervisor whose child it is, if that is its parent indeed. */
export function findSupervisor(row: Sighting, survey: Survey): number | undefined {
	const { supervisor } = row.marks;
	return supervisor && survey.isParent(supervisor, row) ? supervisor.pid : undefined;
}

/** Whose reaper it is: that of its parent, or of one that is gone, which it then is about to clean up after. */
export function findReaped(row: Sighting, survey: Survey): number | undefined {
	const { reaperOf } = row.marks;
	if (!reaperOf || !leadsSession(row) || !runsReaper(row.command)) return undefined;
	const fits = survey.isParent(reaperOf, row) || isLost(reaperOf, row, survey);
	return fits ? reaperOf.pid : undefined;
}
